import { expect, test } from 'vitest'
import type { ObjectClass } from '../../../src/core/objects/object-class.ts'
import { type Shortfall, shortfallOf } from '../../../src/core/objects/shortfall.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { BUCKET, SETTINGS } from '../../support/builders.ts'

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd'
const OTHER = 'arn:aws:kms:us-east-1:123456789012:key/5678efab'
const KMS = { defaultEncryption: 'sse-kms' } as const
const ONE_KEY = { ...KMS, kmsKeyArn: KEY, kmsKeysAllowed: [KEY] } as const

test.each<
  [
    reason: string,
    object: ObjectClass,
    settings: Partial<Settings>,
    expected: Shortfall | 'unknown' | undefined,
  ]
>([
  ['not encrypted', { encryption: 'none' }, {}, 'unencrypted'],
  ['SSE-S3 is asked for', { encryption: 'sse-s3' }, {}, undefined],
  ['more than is asked for', { encryption: 'sse-kms', kmsKey: KEY }, {}, undefined],
  ['less than is asked for', { encryption: 'sse-s3' }, KMS, 'weaker'],
  ['SSE-KMS is asked for', { encryption: 'sse-kms', kmsKey: KEY }, KMS, undefined],
  ['DSSE-KMS is stronger', { encryption: 'dsse-kms', kmsKey: KEY }, KMS, undefined],
  ['DSSE-KMS is asked for', { encryption: 'sse-kms' }, { defaultEncryption: 'dsse-kms' }, 'weaker'],
  ['the allowed key', { encryption: 'sse-kms', kmsKey: KEY }, ONE_KEY, undefined],
  ['another key', { encryption: 'sse-kms', kmsKey: OTHER }, ONE_KEY, 'key'],
  ['a key that an inventory does not name', { encryption: 'sse-kms' }, ONE_KEY, 'unknown'],
  ['SSE-C', { encryption: 'sse-c' }, {}, undefined],
  ['SSE-C, which is blocked', { encryption: 'sse-c' }, { sseC: 'block' }, 'sse-c'],
  ['could not be read', { encryption: 'unknown' }, {}, 'unknown'],
])('%s: %s', (_, object, settings, expected) => {
  const asked = { ...SETTINGS, ...settings }
  const requirement = { settings: asked, place: BUCKET, expectsClientSide: false }
  expect(shortfallOf(object, requirement)).toBe(expected)
})

test.each<[ObjectClass['clientSide'], Shortfall | undefined]>([
  [undefined, 'not-client-side'],
  ['v1', undefined],
  ['instruction-file', undefined],
  ['key-file', undefined],
])('where clients must encrypt: %s: %s', (clientSide, expected) => {
  const object = { encryption: 'sse-s3' as const, ...(clientSide && { clientSide }) }
  const requirement = { settings: SETTINGS, place: BUCKET, expectsClientSide: true }
  expect(shortfallOf(object, requirement)).toBe(expected)
})
