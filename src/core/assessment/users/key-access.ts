import type { Bucket } from '../../bucket.ts'
import type { KeyPolicy } from '../../encryption/key-policy.ts'
import { isCustomerManagedKey } from '../../encryption/keys.ts'
import { type EncryptionMinimum, raise } from '../../encryption/minimum.ts'
import type { AffectedUser } from '../../finding.ts'
import type { BucketPosture } from '../../posture.ts'
import { admissionTo } from './key-admission.ts'
import { keyStatement } from './key-statement.ts'
import { type KeyUser, keyUsersOf } from './key-user.ts'
import { S3_FILES } from './services.ts'

interface KeyChange {
  /** Whether objects were encrypted without KMS until now. */
  readonly isFirst: boolean
  /** The customer managed key. `undefined`: the AWS managed key. */
  readonly key: string | undefined
  readonly isDouble: boolean
  readonly users: readonly KeyUser[]
}

/** Why a KMS key would surely shut out somebody who reads or writes here. `undefined`: nobody that is known. */
export function whoLosesKey(
  posture: BucketPosture,
  minimum: EncryptionMinimum,
  keyPolicy?: KeyPolicy,
): string | undefined {
  const change = keyChange(posture, minimum)
  if (!change) return undefined
  const { isFirst, key, isDouble, users } = change
  const files = users.find(({ principal }) => S3_FILES.test(principal.value))
  if (isDouble && files) return `${capital(files.who)}: S3 Files does not support DSSE-KMS`
  const refused = key !== undefined && users.find(isRefused(posture.bucket, keyPolicy))
  if (refused)
    return `${capital(refused.who)}: they ${does(refused)} objects here, and the policy of ${key} does not let them in for ${refused.needs.join(' and ')}`
  if (!isFirst) return undefined
  const never = users.find(({ may }) => may === 'never')
  if (never)
    return `${capital(never.who)}: they ${does(never)} objects here, and cannot use a KMS key`
  const foreign = users.find(({ may }) => may === 'foreign')
  return key === undefined && foreign
    ? `${capital(foreign.who)}: they ${does(foreign)} objects here, and cannot use the AWS managed key, whose policy cannot be changed. KMS_KEY_ARN names a key whose policy can let them in`
    : undefined
}

const isRefused =
  (bucket: Bucket, keyPolicy: KeyPolicy | undefined) =>
  (user: KeyUser): boolean =>
    user.may !== 'never' &&
    keyPolicy?.known === true &&
    admissionTo(keyPolicy.value, user, bucket) === 'not-let-in'

/** Who needs to be let in by the policy of the key, and by which statement. */
export function whoNeedsKey(
  posture: BucketPosture,
  minimum: EncryptionMinimum,
  keyPolicy?: KeyPolicy,
): readonly AffectedUser[] {
  const { key, users } = keyChange(posture, minimum) ?? {}
  if (key === undefined || users === undefined) return []
  return users
    .filter(({ may }) => may !== 'never')
    .filter((user) => !isLetIn(user, posture.bucket, keyPolicy))
    .map((user) => keyNeedOf(user, posture.bucket, key))
}

/** What a user needs to use a key, and the statement that gives it. */
export const keyNeedOf = (user: KeyUser, bucket: Bucket, key: string): AffectedUser => ({
  who: user.who,
  advice: `They need ${user.needs.join(' and ')} on ${key}${byPolicies(user)}`,
  keyStatement: keyStatement(user, bucket),
})

const isLetIn = (user: KeyUser, bucket: Bucket, keyPolicy: KeyPolicy | undefined) =>
  keyPolicy?.known === true && admissionTo(keyPolicy.value, user, bucket) === 'let-in'

const byPolicies = ({ may, principal }: KeyUser) => {
  if (principal.type === 'Service') return ', by this statement in the policy of the key'
  return may === 'own'
    ? ', by their IAM policy or this statement in the policy of the key'
    : ', by their IAM policy and this statement in the policy of the key'
}

/** The change of the key. `undefined`: there is none. */
function keyChange(
  { bucket, policy, encryption }: BucketPosture,
  minimum: EncryptionMinimum,
): KeyChange | undefined {
  if (!policy.known || !encryption.known) return undefined
  const raised = raise(encryption.value, minimum, bucket)
  if (raised === encryption.value) return undefined
  const after = raised?.ApplyServerSideEncryptionByDefault
  const before = encryption.value?.ApplyServerSideEncryptionByDefault
  if (!after || after.SSEAlgorithm === 'AES256') return undefined
  const isDouble = after.SSEAlgorithm === 'aws:kms:dsse' && before?.SSEAlgorithm !== 'aws:kms:dsse'
  const isFirst = before === undefined || before.SSEAlgorithm === 'AES256'
  const key = after.KMSMasterKeyID
  const users = keyUsersOf(policy.value, bucket)
  return { isFirst, key: isCustomerManagedKey(key) ? key : undefined, isDouble, users }
}

const does = ({ reads, writes }: KeyUser) =>
  reads && writes ? 'read and write' : reads ? 'read' : 'write'

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
