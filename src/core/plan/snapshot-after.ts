import type { KeyPlace } from '../encryption/keys.ts'
import { strengthen } from '../encryption/requirement.ts'
import type { BucketId } from '../policy/evaluation/resources.ts'
import type { Snapshot } from '../posture.ts'
import { mergeOwnStatements } from '../statements/merge.ts'
import type { Step } from '../step.ts'

/** What stands on a bucket after a step. */
export function snapshotAfter(
  snapshot: Snapshot,
  step: Step,
  bucket: BucketId & KeyPlace,
): Snapshot {
  const { policy, encryption } = snapshot
  switch (step.type) {
    case 'put-bucket-policy': {
      const { document } = mergeOwnStatements(policy ?? undefined, step, bucket)
      return { ...snapshot, policy: document ?? null }
    }
    case 'put-bucket-encryption': {
      const rule = strengthen(encryption ?? undefined, step.demand, bucket)
      return { ...snapshot, encryption: rule ?? null }
    }
    case 'restore-bucket-policy':
      return { ...snapshot, policy: step.policy }
    case 'restore-bucket-encryption':
      return { ...snapshot, encryption: step.rule }
    default:
      return step satisfies never
  }
}
