import { CHECKSUM_PREFIX, type ChecksumAlgorithm, checksumOf } from '../../content/checksum.ts'
import type { StoredObject } from '../store/stored-object.ts'

/** Of a multipart upload: the checksum of its content, or that of the checksums of its parts. */
export type ChecksumType = NonNullable<StoredObject['checksumType']>

/** The checksum of an object in base64; `undefined` where its upload brought none. */
export function objectChecksum(object: StoredObject): string | undefined {
  const { checksum, checksumType, body, parts = [] } = object
  if (checksum === undefined) return undefined
  if (checksumType !== 'COMPOSITE') return checksumOf(checksum, body)
  let start = 0
  const digests = parts.map((size) => {
    start += size
    return digestOf(checksum, body.subarray(start - size, start))
  })
  return `${checksumOf(checksum, Buffer.concat(digests))}-${parts.length}`
}

export function objectChecksumHeaders(object: StoredObject): Record<string, string> {
  const value = objectChecksum(object)
  if (value === undefined) return {}
  const { checksum, checksumType = 'FULL_OBJECT' } = object
  return { [CHECKSUM_PREFIX + checksum]: value, [`${CHECKSUM_PREFIX}type`]: checksumType }
}

/** The same as elements of a body. */
export function objectChecksumXml(object: StoredObject): Record<string, string> {
  const value = objectChecksum(object)
  if (value === undefined) return {}
  const { checksum = '', checksumType = 'FULL_OBJECT' } = object
  return { [`Checksum${checksum.toUpperCase()}`]: value, ChecksumType: checksumType }
}

const digestOf = (algorithm: ChecksumAlgorithm, body: Buffer) =>
  Buffer.from(checksumOf(algorithm, body), 'base64')
