import type { XmlContent } from '../../../http/xml.ts'
import { canonicalId } from '../../../identity/identity.ts'
import type { BucketCall, BucketOperation } from '../../operation.ts'
import { xmlReply } from '../../respond.ts'
import { compareKeys, encoderOf, entriesOf, readMaxKeys } from '../listing/page.ts'
import { classIn } from '../upload/metadata.ts'
import { uploadOf } from './found-upload.ts'
import { type MultipartUpload, partsOf } from './multipart-upload.ts'

const listParts: BucketOperation = {
  name: 'ListParts',
  method: 'GET',
  on: 'object',
  subresource: 'uploadId',
  parameters: ['max-parts', 'part-number-marker'],
  action: 's3:ListMultipartUploadParts',
  run(call) {
    const { bucket, exchange, target } = call
    const upload = uploadOf(call)
    const marker = Number(exchange.query.get('part-number-marker') ?? 0)
    const limit = readMaxKeys(call, 'max-parts')
    const after = partsOf(upload).filter(([number]) => number > marker)
    const page = after.slice(0, limit)
    const isTruncated = after.length > page.length
    return xmlReply('ListPartsResult', {
      ...{ Bucket: bucket.name, Key: target.key, UploadId: upload.id },
      ...peopleOf(call, upload),
      StorageClass: classIn(upload.facts.headers),
      PartNumberMarker: marker,
      NextPartNumberMarker: page.at(-1)?.[0] ?? 0,
      MaxParts: limit,
      IsTruncated: isTruncated,
      Part: page.map(([PartNumber, { etag, body, modifiedAt }]) => ({
        ...{ PartNumber, ETag: etag, Size: body.length, LastModified: modifiedAt.toISOString() },
      })),
    })
  },
}

const listUploads: BucketOperation = {
  name: 'ListMultipartUploads',
  method: 'GET',
  on: 'bucket',
  subresource: 'uploads',
  parameters: [
    ...['prefix', 'delimiter', 'max-uploads', 'key-marker', 'upload-id-marker', 'encoding-type'],
  ],
  action: 's3:ListBucketMultipartUploads',
  run(call) {
    const { bucket, exchange } = call
    const encode = encoderOf(call)
    const parameter = (name: string) => exchange.query.get(name) ?? ''
    const limit = readMaxKeys(call, 'max-uploads')
    const rows = uploadRows(call)
    const page = rows.slice(0, limit)
    const last = rows.length > page.length ? page.at(-1) : undefined
    return xmlReply('ListMultipartUploadsResult', {
      Bucket: bucket.name,
      KeyMarker: encode(parameter('key-marker')),
      UploadIdMarker: parameter('upload-id-marker'),
      NextKeyMarker: last && encode(last.name),
      NextUploadIdMarker: last?.upload?.id,
      Prefix: encode(parameter('prefix')),
      Delimiter: encode(parameter('delimiter')) || undefined,
      EncodingType: parameter('encoding-type') || undefined,
      MaxUploads: limit,
      IsTruncated: last !== undefined,
      Upload: page.flatMap(({ upload }) => (upload ? [uploadXml(call, upload, encode)] : [])),
      CommonPrefixes: page.flatMap(({ name, upload }) =>
        upload ? [] : [{ Prefix: encode(name) }],
      ),
    })
  },
}

export const LIST_UPLOADS_OPERATIONS = [listParts, listUploads]

/** An upload; without one, a common prefix. */
interface UploadRow {
  readonly name: string
  readonly upload: MultipartUpload | undefined
}

/** The uploads after the markers, by key and then by the time at which they began. */
function uploadRows(call: BucketCall): readonly UploadRow[] {
  const { bucket, exchange } = call
  const keyMarker = exchange.query.get('key-marker') ?? ''
  const idMarker = exchange.query.get('upload-id-marker') ?? ''
  const uploads = [...(bucket.uploads?.values() ?? [])]
  const keys = uploads.map(({ key }) => key)
  return entriesOf(call, keys, '').flatMap(({ name, isPrefix }): readonly UploadRow[] => {
    const order = keyMarker === '' ? 1 : compareKeys(name, keyMarker)
    if (order < 0 || (order === 0 && (idMarker === '' || isPrefix))) return []
    if (isPrefix) return [{ name, upload: undefined }]
    const ofKey = uploads.filter(({ key }) => key === name)
    const start = order === 0 ? ofKey.findIndex(({ id }) => id === idMarker) + 1 : 0
    return ofKey.slice(start).map((upload) => ({ name, upload }))
  })
}

function uploadXml(
  call: BucketCall,
  upload: MultipartUpload,
  encode: (text: string) => string,
): XmlContent {
  return {
    Key: encode(upload.key),
    UploadId: upload.id,
    ...peopleOf(call, upload),
    StorageClass: classIn(upload.facts.headers),
    Initiated: upload.initiatedAt.toISOString(),
  }
}

const peopleOf = ({ bucket }: BucketCall, { initiator }: MultipartUpload): XmlContent => ({
  Initiator: { ID: initiator, DisplayName: initiator.split('/').at(-1) },
  Owner: { ID: canonicalId(bucket.account) },
})
