import type { CountRange } from '../../core/objects/interval.ts'
import type { ClientSideFormat, ObjectClass } from '../../core/objects/object-class.ts'
import type { Shortfall } from '../../core/objects/shortfall.ts'
import { printable } from '../../core/printable.ts'
import { figure } from '../html/figures.ts'

/** A class in words: `SSE-KMS with key arn:… and a bucket key, encrypted by the client (v2)`. */
export function describeClass({ encryption, kmsKey, bucketKey, clientSide }: ObjectClass): string {
  const key = kmsKey ? ` with key ${printable(kmsKey, 256)}` : ''
  const keyed = bucketKey ? `${key ? ' and' : ' with'} a bucket key` : ''
  const client = clientSide ? `, ${CLIENT_SIDE[clientSide]}` : ''
  return `${ENCRYPTIONS[encryption]}${key}${keyed}${client}`
}

const ENCRYPTIONS: Readonly<Record<ObjectClass['encryption'], string>> = {
  none: 'not encrypted',
  'sse-s3': 'SSE-S3',
  'sse-kms': 'SSE-KMS',
  'dsse-kms': 'DSSE-KMS',
  'sse-c': 'SSE-C',
  unknown: 'could not be read',
}

const CLIENT_SIDE: Readonly<Record<ClientSideFormat, string>> = {
  v1: 'encrypted by the client (v1)',
  v2: 'encrypted by the client (v2)',
  v3: 'encrypted by the client (v3)',
  'instruction-file': 'encrypted by the client (instruction file)',
  'key-file': 'an instruction file',
}

export const SHORTFALLS: Readonly<Record<Shortfall | 'unknown', string>> = {
  unencrypted: 'not encrypted',
  weaker: 'weaker than DEFAULT_ENCRYPTION',
  key: 'a key that is not allowed',
  'sse-c': 'SSE-C, which SSE_C=block refuses',
  'not-client-side': 'not encrypted by the client',
  unknown: 'not known whether it meets the settings',
}

/** `1,200`, or for a sample `1,000 to 1,400`. */
export const countText = (count: number, range: CountRange | undefined): string =>
  range && range.low !== range.high
    ? `${figure(range.low)} to ${figure(range.high)}`
    : figure(range?.low ?? count)

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** `1.2 GB`, in steps of 1,000. */
export function bytesText(bytes: number): string {
  const step = Math.min(
    UNITS.length - 1,
    Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)),
  )
  const value = bytes / 1000 ** step
  return `${step === 0 ? figure(value) : value.toFixed(1)} ${UNITS[step]}`
}
