import { createHash } from 'node:crypto'
import { emptyReply, header } from '../../../http/exchange.ts'
import { checksumHeaders } from '../../content/checksum.ts'
import { invalidArgument, invalidRequest } from '../../errors.ts'
import type { BucketCall, BucketOperation } from '../../operation.ts'
import { xmlReply } from '../../respond.ts'
import { COPY_SOURCE, findSource, SOURCE_HEADERS } from '../copy/copy-source.ts'
import { CUSTOMER_HEADERS, checkCustomerKey } from '../encryption/customer-key.ts'
import { encryptionIn } from '../encryption/object-encryption.ts'
import { versionHeaders } from '../store/found-object.ts'
import { uploadOf } from './found-upload.ts'
import type { UploadedPart } from './multipart-upload.ts'

const COPY_RANGE = `${COPY_SOURCE}-range`

const partCommon = {
  method: 'PUT',
  on: 'object',
  subresource: 'uploadId',
  parameters: ['partNumber'],
  action: 's3:PutObject',
} as const

const uploadPart: BucketOperation = {
  ...{ ...partCommon, name: 'UploadPart', headers: CUSTOMER_HEADERS },
  run(call) {
    const { body, checksum } = call.content
    const { etag } = storePart(call, body)
    const encryption = encryptionIn(uploadOf(call).facts.headers)
    return emptyReply(200, { etag, ...encryption, ...checksumHeaders(checksum, body) })
  },
}

const uploadPartCopy: BucketOperation = {
  ...{ ...partCommon, name: 'UploadPartCopy', namingHeader: COPY_SOURCE },
  headers: [COPY_SOURCE, COPY_RANGE, ...SOURCE_HEADERS, ...CUSTOMER_HEADERS],
  run(call) {
    const { object, call: there } = findSource(call)
    const { etag, modifiedAt } = storePart(call, rangeToCopy(call, object.body))
    const reply = xmlReply('CopyPartResult', { LastModified: modifiedAt.toISOString(), ETag: etag })
    const version = versionHeaders(there.bucket, object)['x-amz-version-id']
    return {
      ...reply,
      headers: {
        ...reply.headers,
        ...encryptionIn(uploadOf(call).facts.headers),
        ...(version === undefined ? {} : { 'x-amz-copy-source-version-id': version }),
      },
    }
  },
}

export const UPLOAD_PART_OPERATIONS = [uploadPart, uploadPartCopy]

function storePart(call: BucketCall, body: Buffer): UploadedPart {
  const { exchange, cloud } = call
  const upload = uploadOf(call)
  const text = exchange.query.get('partNumber') ?? ''
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    const message = 'Part number must be an integer between 1 and 10000, inclusive'
    throw invalidArgument(message, 'partNumber', text)
  }
  checkCustomerKey(exchange, upload.facts.headers)
  const etag = `"${createHash('md5').update(body).digest('hex')}"`
  const part = { body, etag, modifiedAt: cloud.clock() }
  upload.parts.set(number, part)
  return part
}

function rangeToCopy({ exchange }: BucketCall, body: Buffer): Buffer {
  const range = header(exchange, COPY_RANGE)
  if (range === undefined) return body
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? []
  if (first === undefined || last === undefined || Number(first) > Number(last)) {
    const message =
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy'
    throw invalidArgument(message, COPY_RANGE, range)
  }
  if (Number(last) >= body.length) {
    throw invalidRequest(`Range specified is not valid for source object of size: ${body.length}`)
  }
  return body.subarray(Number(first), Number(last) + 1)
}
