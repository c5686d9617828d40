import type { Bucket } from '../../bucket.ts'
import type { KeyPolicy } from '../../encryption/key-policy.ts'
import type { AffectedUser } from '../../finding.ts'
import type { Policy } from '../../policy/document.ts'
import { keyNeedOf } from './key-access.ts'
import { admissionTo } from './key-admission.ts'
import { keyUsersOf } from './key-user.ts'

/** What a key means for those whom a bucket policy lets read objects. */
export interface KeyReaders {
  /** They surely cannot read objects under the key. */
  readonly shutOut: readonly AffectedUser[]
  /** They need to be let in, by the policy of the key or their own. */
  readonly inNeed: readonly AffectedUser[]
}

/** `keyPolicy`: absent or not known, nobody is sure to be let in. */
export function keyReadersOf(
  policy: Policy | undefined,
  bucket: Bucket,
  keyArn: string,
  keyPolicy: KeyPolicy | undefined,
): KeyReaders {
  const readers = keyUsersOf(policy, bucket).filter(({ reads }) => reads)
  const known = keyPolicy?.known ? keyPolicy.value : undefined
  const shutOut = readers.flatMap((user): readonly AffectedUser[] => {
    if (user.may === 'never')
      return [{ who: user.who, advice: 'They read objects here, and cannot use a KMS key' }]
    const isRefused = known && admissionTo(known, user, bucket) === 'not-let-in'
    if (!isRefused) return []
    const advice = 'They read objects here, and the policy of the key does not let them in'
    return [{ ...keyNeedOf(user, bucket, keyArn), advice }]
  })
  const inNeed = readers
    .filter((user) => user.may !== 'never')
    .filter((user) => known === undefined || admissionTo(known, user, bucket) === 'depends')
    .map((user) => keyNeedOf(user, bucket, keyArn))
  return { shutOut, inNeed }
}
