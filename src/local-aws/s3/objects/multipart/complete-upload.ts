import { createHash } from 'node:crypto'
import { awsError } from '../../../http/aws-error.ts'
import { header } from '../../../http/exchange.ts'
import { childrenOf, xmlText } from '../../../http/xml.ts'
import { checkElements } from '../../content/check-elements.ts'
import { checksumOf } from '../../content/checksum.ts'
import { invalidRequest, malformedXml } from '../../errors.ts'
import type { BucketCall, BucketOperation } from '../../operation.ts'
import { readXml, xmlReply } from '../../respond.ts'
import { CUSTOMER_HEADERS } from '../encryption/customer-key.ts'
import { encryptionIn } from '../encryption/object-encryption.ts'
import { objectChecksum, objectChecksumXml } from '../read/object-checksum.ts'
import { writtenVersionHeaders } from '../store/found-object.ts'
import { storeVersion } from '../store/versions.ts'
import { checkWriteConditions, WRITE_CONDITIONS } from '../upload/conditions.ts'
import { uploadOf } from './found-upload.ts'
import type { MultipartUpload, UploadedPart } from './multipart-upload.ts'

const SMALLEST_PART = 5 * 1024 * 1024
const SIZE = 'x-amz-mp-object-size'
const CHECKSUM_ELEMENTS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'].map(
  (name) => [`Checksum${name}`, 'text'] as const,
)
const SHAPE = {
  Part: { PartNumber: 'text', ETag: 'text', ...Object.fromEntries(CHECKSUM_ELEMENTS) },
} as const

const completeUpload: BucketOperation = {
  name: 'CompleteMultipartUpload',
  method: 'POST',
  on: 'object',
  subresource: 'uploadId',
  action: 's3:PutObject',
  hasObjectChecksum: true,
  headers: [...WRITE_CONDITIONS, ...CUSTOMER_HEADERS, SIZE],
  run(call) {
    const { bucket, target, exchange, cloud } = call
    const upload = uploadOf(call)
    const parts = chosenParts(call, upload)
    checkWriteConditions(exchange, bucket.objects.get(target.key))
    const body = Buffer.concat(parts.map((part) => part.body))
    const expected = header(exchange, SIZE)
    if (expected !== undefined && Number(expected) !== body.length) {
      throw invalidRequest(`The provided '${SIZE}' header does not match what was computed.`)
    }
    const digests = parts.map(({ etag }) => Buffer.from(etag.replaceAll('"', ''), 'hex'))
    const digest = createHash('md5').update(Buffer.concat(digests)).digest('hex')
    const etag = `"${digest}-${parts.length}"`
    const sizes = parts.map((part) => part.body.length)
    const { checksum, checksumType } = upload
    const sums = checksum === undefined ? {} : { checksum, checksumType }
    const object = { body, etag, modifiedAt: cloud.clock(), parts: sizes, ...sums, ...upload.facts }
    checkObjectChecksum(call, objectChecksum(object))
    const stored = storeVersion(bucket, target.key, object)
    bucket.uploads?.delete(upload.id)
    const Location = `http://${exchange.headers.host}/${bucket.name}/${encodeURIComponent(target.key)}`
    const content = {
      Location,
      Bucket: bucket.name,
      Key: target.key,
      ETag: etag,
      ...objectChecksumXml(stored),
    }
    const reply = xmlReply('CompleteMultipartUploadResult', content)
    const more = { ...encryptionIn(stored.headers), ...writtenVersionHeaders(bucket, stored) }
    return { ...reply, headers: { ...reply.headers, ...more } }
  },
}

export const MULTIPART_OPERATIONS = [completeUpload]

/** Throws where a checksum of the whole object was sent, and is another one. */
function checkObjectChecksum({ exchange }: BucketCall, right: string | undefined): void {
  const found = Object.keys(exchange.headers).find((name) =>
    /^x-amz-checksum-(?!type$|algorithm$)/.test(name),
  )
  const sent = found && header(exchange, found)
  // The number of parts may be left out.
  if (sent === undefined || sent === right || sent === right?.split('-')[0]) return
  throw awsError('BadDigest', 400, `The ${found} you specified did not match what we received.`)
}

/** The parts that the request lists, in its order. Throws where one is missing, another one, or too small. */
function chosenParts(
  { exchange }: BucketCall,
  { parts, checksum }: MultipartUpload,
): readonly UploadedPart[] {
  const content = readXml(exchange, 'CompleteMultipartUpload')
  checkElements(content, SHAPE, 'CompleteMultipartUpload')
  const listed = childrenOf(content, 'Part').map((one) => ({
    number: Number(xmlText(one, 'PartNumber')),
    etag: xmlText(one, 'ETag'),
    sum: checksum && xmlText(one, `Checksum${checksum.toUpperCase()}`),
  }))
  if (listed.length === 0) throw malformedXml()
  if (listed.some(({ number }, index) => index > 0 && number <= (listed[index - 1]?.number ?? 0))) {
    throw awsError(
      'InvalidPartOrder',
      400,
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    )
  }
  return listed.map(({ number, etag, sum }, index) => {
    const part = parts.get(number)
    if (part === undefined || unquote(part.etag) !== unquote(etag ?? '')) throw invalidPart(number)
    if (sum && checksum && sum !== checksumOf(checksum, part.body)) throw invalidPart(number)
    if (index < listed.length - 1 && part.body.length < SMALLEST_PART) throw tooSmall(number, part)
    return part
  })
}

const unquote = (etag: string) => etag.replaceAll('"', '')

const invalidPart = (PartNumber: number) =>
  awsError(
    'InvalidPart',
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { details: { PartNumber: String(PartNumber) } },
  )

const tooSmall = (PartNumber: number, { body, etag }: UploadedPart) =>
  awsError('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
    details: {
      ...{ ProposedSize: String(body.length), MinSizeAllowed: String(SMALLEST_PART) },
      ...{ PartNumber: String(PartNumber), ETag: etag },
    },
  })
