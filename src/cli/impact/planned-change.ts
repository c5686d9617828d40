import type { BucketOutlook } from '../../check/check-bucket.ts'
import type { Policy } from '../../core/policy/document.ts'
import { parsePolicy } from '../../core/policy/parsing/parse.ts'
import type { Snapshot } from '../../core/posture.ts'
import type { Judged } from '../../impact/bucket-impact.ts'

/** The change of the policy that Cooper plans; where it plans none, the policy in force. */
export function plannedChange(outlook: BucketOutlook): Judged {
  const [before, after] = [knownPolicy(outlook.before), knownPolicy(outlook.after)]
  return changesPolicy(outlook)
    ? { before, after, policy: 'planned' }
    : { before: undefined, after: before, policy: 'live', isLive: true }
}

export const changesPolicy = ({ steps }: Pick<BucketOutlook, 'steps'>): boolean =>
  steps.some(({ attribute }) => attribute === 'policy')

/** Throws where the policy is not known. `undefined`: the bucket has none. */
export function knownPolicy({ policy }: Snapshot): Policy | undefined {
  if (policy === undefined) throw new Error('The bucket policy cannot be read')
  return policy === null ? undefined : parsePolicy(policy)
}
