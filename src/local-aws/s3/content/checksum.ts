import { createHash } from 'node:crypto'
import { crc32cOf, crc32Of, crc64nvmeOf } from './crc.ts'

const hash = (name: string) => (body: Buffer) => createHash(name).update(body).digest('base64')

const CHECKSUMS = {
  ...{ crc32: crc32Of, crc32c: crc32cOf, crc64nvme: crc64nvmeOf },
  ...{ sha1: hash('sha1'), sha256: hash('sha256'), sha512: hash('sha512'), md5: hash('md5') },
}

export type ChecksumAlgorithm = keyof typeof CHECKSUMS

export const CHECKSUM_PREFIX = 'x-amz-checksum-'

export const isChecksumAlgorithm = (name: string): name is ChecksumAlgorithm =>
  Object.hasOwn(CHECKSUMS, name)

/** In base64, as S3 has it in headers. */
export const checksumOf = (algorithm: ChecksumAlgorithm, body: Buffer): string =>
  CHECKSUMS[algorithm](body)

/** The checksum of a content as the header in which S3 returns it. */
export const checksumHeaders = (
  algorithm: ChecksumAlgorithm | undefined,
  body: Buffer,
): Record<string, string> =>
  algorithm === undefined ? {} : { [CHECKSUM_PREFIX + algorithm]: checksumOf(algorithm, body) }
