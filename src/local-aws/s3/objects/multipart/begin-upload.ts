import { randomBytes } from 'node:crypto'
import { type Exchange, emptyReply, header } from '../../../http/exchange.ts'
import { identityName } from '../../../identity/identity.ts'
import {
  CHECKSUM_PREFIX,
  type ChecksumAlgorithm,
  isChecksumAlgorithm,
} from '../../content/checksum.ts'
import { invalidRequest } from '../../errors.ts'
import type { BucketOperation } from '../../operation.ts'
import { xmlReply } from '../../respond.ts'
import { encryptionIn } from '../encryption/object-encryption.ts'
import { UPLOAD_HEADERS, uploadFacts } from '../put-object.ts'
import type { ChecksumType } from '../read/object-checksum.ts'
import { addUpload, uploadOf } from './found-upload.ts'

const createUpload: BucketOperation = {
  name: 'CreateMultipartUpload',
  method: 'POST',
  on: 'object',
  subresource: 'uploads',
  action: 's3:PutObject',
  headers: UPLOAD_HEADERS,
  run(call) {
    const { bucket, target, exchange, cloud, identity } = call
    const facts = uploadFacts(call)
    const checksum = algorithmOf(exchange)
    const checksumType = checksum && typeOf(exchange, checksum)
    const id = randomBytes(48).toString('base64url')
    const begun = { initiatedAt: cloud.clock(), initiator: identityName(identity.caller) }
    const sums = { checksum, checksumType }
    addUpload(bucket, { id, key: target.key, ...begun, facts, ...sums, parts: new Map() })
    const content = { Bucket: bucket.name, Key: target.key, UploadId: id }
    const reply = xmlReply('InitiateMultipartUploadResult', content)
    const headers = {
      ...encryptionIn(facts.headers),
      ...(checksum && { [`${CHECKSUM_PREFIX}algorithm`]: checksum.toUpperCase() }),
      ...(checksumType && { [`${CHECKSUM_PREFIX}type`]: checksumType }),
    }
    return { ...reply, headers: { ...reply.headers, ...headers } }
  },
}

const abortUpload: BucketOperation = {
  name: 'AbortMultipartUpload',
  method: 'DELETE',
  on: 'object',
  subresource: 'uploadId',
  action: 's3:AbortMultipartUpload',
  run(call) {
    call.bucket.uploads?.delete(uploadOf(call).id)
    return emptyReply(204)
  },
}

export const BEGIN_UPLOAD_OPERATIONS = [createUpload, abortUpload]

function algorithmOf(exchange: Exchange): ChecksumAlgorithm | undefined {
  const algorithm = header(exchange, `${CHECKSUM_PREFIX}algorithm`)?.toLowerCase()
  if (algorithm === undefined || isChecksumAlgorithm(algorithm)) return algorithm
  throw invalidRequest('Checksum algorithm provided is unsupported.')
}

/** The hashes have composite checksums only, CRC-64 has none, and the other CRCs have both. */
function typeOf(exchange: Exchange, algorithm: ChecksumAlgorithm): ChecksumType {
  const byDefault = algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE'
  const asked = header(exchange, `${CHECKSUM_PREFIX}type`) ?? byDefault
  const isPossible = asked === byDefault || algorithm === 'crc32' || algorithm === 'crc32c'
  if (isPossible && (asked === 'FULL_OBJECT' || asked === 'COMPOSITE')) return asked
  throw invalidRequest(
    `The ${asked} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
  )
}
