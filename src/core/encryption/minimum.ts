import type { BucketPlace } from '../bucket.ts'
import type { DefaultEncryption } from '../settings.ts'
import { isAllowedKey, isCustomerManagedKey, isKeyInReach } from './keys.ts'
import { ALGORITHMS, type Algorithm, blocksSseC, type EncryptionRule, isAlgorithm } from './rule.ts'

/** The weakest default encryption that a bucket may have. */
export interface EncryptionMinimum {
  readonly encryption: DefaultEncryption
  /** The key for rules without a customer managed key, or with one that is not allowed. */
  readonly keyArn: string | undefined
  /** Globs over the ARNs of the keys that a rule may use. Without one, it may use every key. */
  readonly keysAllowed: readonly string[]
}

const strengthOf = (algorithm: Algorithm, key: string | undefined): number => {
  if (algorithm === 'AES256') return 1
  return (algorithm === 'aws:kms' ? 2 : 4) + (isCustomerManagedKey(key) ? 1 : 0)
}

/** Whether a rule is at least as strong as required. `undefined` for an unknown algorithm. */
export function isAtLeast(
  rule: EncryptionRule | undefined,
  { encryption, keyArn }: Pick<EncryptionMinimum, 'encryption' | 'keyArn'>,
): boolean | undefined {
  const current = rule?.ApplyServerSideEncryptionByDefault
  if (!current) return false
  if (!isAlgorithm(current.SSEAlgorithm)) return undefined
  const required = strengthOf(ALGORITHMS[encryption], keyArn)
  return strengthOf(current.SSEAlgorithm, current.KMSMasterKeyID) >= required
}

/** Whether a rule is at least as strong as another one: its algorithm, kind of key, bucket key and blocked types. */
export function isNoWeaker(rule: EncryptionRule, than: EncryptionRule | undefined): boolean {
  const [current, other] = [rule, than].map((one) => one?.ApplyServerSideEncryptionByDefault)
  if (!other) return true
  if (!current || !isAlgorithm(current.SSEAlgorithm) || !isAlgorithm(other.SSEAlgorithm))
    return false
  const isKeyed = (one: EncryptionRule | undefined) =>
    one?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm !== 'aws:kms' || one.BucketKeyEnabled
  return (
    strengthOf(current.SSEAlgorithm, current.KMSMasterKeyID) >=
      strengthOf(other.SSEAlgorithm, other.KMSMasterKeyID) &&
    (isKeyed(rule) || !isKeyed(than)) === true &&
    (blocksSseC(rule) || !blocksSseC(than))
  )
}

/** Whether a rule uses no key, or an allowed one. `undefined` where an alias hides the key. */
export function hasAllowedKey(
  rule: EncryptionRule | undefined,
  { keysAllowed }: Pick<EncryptionMinimum, 'keysAllowed'>,
  place: BucketPlace,
): boolean | undefined {
  const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {}
  if (SSEAlgorithm === undefined || SSEAlgorithm === 'AES256') return true
  return isAllowedKey(KMSMasterKeyID, keysAllowed, place)
}

/** Whether a rule uses no key, or one that S3 can use here. S3 accepts any key in a rule, but then refuses every upload. */
export function hasKeyInReach(rule: EncryptionRule | undefined, place: BucketPlace): boolean {
  const { SSEAlgorithm, KMSMasterKeyID = '' } = rule?.ApplyServerSideEncryptionByDefault ?? {}
  return SSEAlgorithm === 'AES256' || isKeyInReach(KMSMasterKeyID, place)
}

/**
 * Raises the rule to the minimum. A customer managed key is replaced only if it is not allowed or in another region, and
 * only by the key of the minimum. All other fields are kept. The same object where nothing can be raised.
 */
export function raise(
  rule: EncryptionRule | undefined,
  minimum: EncryptionMinimum,
  place: BucketPlace,
): EncryptionRule | undefined {
  const enough = isAtLeast(rule, minimum)
  const suits = hasKeyInReach(rule, place) && hasAllowedKey(rule, minimum, place)
  if (enough === undefined || suits === undefined || (enough && suits)) return rule
  const current = rule?.ApplyServerSideEncryptionByDefault
  const algorithm = stronger(current?.SSEAlgorithm, ALGORITHMS[minimum.encryption])
  const isKept = algorithm === 'AES256' || (suits && isCustomerManagedKey(current?.KMSMasterKeyID))
  const key = isKept ? undefined : minimum.keyArn
  if (key === undefined && enough) return rule
  const raised = {
    ...rule,
    ApplyServerSideEncryptionByDefault: {
      ...current,
      SSEAlgorithm: algorithm,
      ...(key !== undefined && { KMSMasterKeyID: key }),
    },
    // DSSE-KMS does not support bucket keys.
    ...(algorithm === 'aws:kms:dsse' && { BucketKeyEnabled: false }),
  }
  // A person must name another key: a stronger algorithm would not help.
  return hasKeyInReach(raised, place) ? raised : rule
}

function stronger(present: string | undefined, asked: Algorithm): Algorithm {
  if (present === undefined || !isAlgorithm(present)) return asked
  return strengthOf(present, undefined) > strengthOf(asked, undefined) ? present : asked
}
