import type { AccessLogRecord } from '../access-log/record.ts'

/** Slots for request ids, 4 bytes each. */
const SLOTS = 1 << 21

/** A slot that nothing is in has 0. No id that is likely has it then. */
const EMPTY = 0x9e3779b9

/**
 * Whether a record was there before. S3 delivers some records twice. The filter remembers about the last two million, each by
 * 53 of the 64 bits of its request id, in constant memory.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html#LogDeliveryBestEffort
 */
export function createDuplicateFilter(): (record: AccessLogRecord) => boolean {
  const ids = new Uint32Array(SLOTS)
  return ({ requestId, requestUri, operation, key }) => {
    // The records of one request's parts, such as the keys of a batch delete, have one request id.
    const part = requestUri === undefined ? `${operation} ${key}` : ''
    const isHex = requestId.length === 16 && part === ''
    const one = isHex ? hexOf(requestId, 0) : hashOf(requestId + part, 0x811c9dc5)
    const other = isHex ? hexOf(requestId, 8) : hashOf(requestId + part, 0x01000193)
    const slot = (one ^ other) & (SLOTS - 1)
    const rest = (other ^ EMPTY) >>> 0
    if (ids[slot] === rest) return true
    ids[slot] = rest
    return false
  }
}

/** Eight hexadecimal digits as a number. Of other characters, the lowest five bits count, so that ids stay different. */
function hexOf(text: string, from: number): number {
  let value = 0
  for (let at = from; at < from + 8; at += 1) {
    const code = text.charCodeAt(at)
    // 1 for a letter. Without a branch: digits and letters come at random.
    const letter = code >> 6
    value = (value << 4) ^ ((code & (15 + (letter << 4))) + 9 * letter)
  }
  return value >>> 0
}

/** FNV-1a. */
function hashOf(text: string, basis: number): number {
  let hash = basis
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return hash >>> 0
}
