import type { BucketPlace } from '../bucket.ts'
import { hasAllowedKey, isAtLeast } from '../encryption/minimum.ts'
import { ALGORITHMS, type EncryptionRule } from '../encryption/rule.ts'
import type { Settings } from '../settings.ts'
import type { ObjectClass } from './object-class.ts'

/** Why an object does not meet the settings. */
export type Shortfall = 'unencrypted' | 'weaker' | 'key' | 'sse-c' | 'not-client-side'

/** The tag by which an owner says that clients encrypt every object of a bucket. */
export const EXPECTS_CLIENT_SIDE = { tag: 'cooper:objects', value: 'client-side' } as const

/** What objects must meet: the settings of the bucket's default encryption. */
export interface ObjectRequirement {
  readonly settings: Pick<Settings, 'defaultEncryption' | 'kmsKeyArn' | 'kmsKeysAllowed' | 'sseC'>
  readonly place: BucketPlace
  /** Whether the owner expects that clients encrypt every object. */
  readonly expectsClientSide: boolean
}

/** Why objects of a class do not meet the settings. `undefined`: they do. `unknown`: that depends on what is not known. */
export function shortfallOf(
  object: ObjectClass,
  { settings, place, expectsClientSide }: ObjectRequirement,
): Shortfall | 'unknown' | undefined {
  const { encryption, clientSide } = object
  if (encryption === 'unknown') return 'unknown'
  if (encryption === 'none') return 'unencrypted'
  if (encryption === 'sse-c') {
    if (settings.sseC === 'block') return 'sse-c'
  } else {
    const rule = ruleLike(encryption, object.kmsKey)
    const { defaultEncryption, kmsKeysAllowed: keysAllowed } = settings
    // The ARN of a key does not say whether AWS manages it, so only the algorithm is compared.
    const needed = { encryption: defaultEncryption, keyArn: undefined }
    if (!isAtLeast(rule, needed)) return 'weaker'
    if (encryption !== 'sse-s3' && keysAllowed.length > 0) {
      if (object.kmsKey === undefined) return 'unknown'
      if (!hasAllowedKey(rule, { keysAllowed }, place)) return 'key'
    }
  }
  return expectsClientSide && clientSide === undefined ? 'not-client-side' : undefined
}

const ruleLike = (
  encryption: keyof typeof ALGORITHMS,
  kmsKey: string | undefined,
): EncryptionRule => ({
  ApplyServerSideEncryptionByDefault: {
    SSEAlgorithm: ALGORITHMS[encryption],
    ...(kmsKey && { KMSMasterKeyID: kmsKey }),
  },
})
