import type { BucketEvent } from '../event.ts'
import { fitsIntoPolicy } from '../failures/too-large.ts'
import type { PolicyDocument } from '../policy/document.ts'
import type { BucketId } from '../policy/evaluation/resources.ts'
import { parsePolicy } from '../policy/parsing/parse.ts'
import { isObject } from '../policy/parsing/read-json.ts'
import { isSamePolicy } from '../policy/same-policy.ts'
import { statementList } from '../policy/statement-list.ts'
import type { BucketPosture } from '../posture.ts'
import type { OwnStatement } from '../statements/cooper-statements.ts'
import { mergeOwnStatements } from '../statements/merge.ts'
import { isUnaltered, ownSidOf } from '../statements/recognise.ts'
import { type ExplainLoss, lossOf, mayBeLost } from './loss.ts'
import { ownWrites } from './own-writes.ts'

/** `undefined`: the policy that the event reports is the current one, apart from Cooper's statements. */
export function findLostPolicy(
  { put, time }: BucketEvent,
  { bucket, policy }: BucketPosture,
): ExplainLoss | undefined {
  if (put?.policy === undefined) return undefined
  const lost = put.policy
  const isIn = (earlier: PolicyDocument | null) => isSamePolicy(earlier, lost)
  const foreign = { isIn, second: Date.parse(time) }
  if (!policy.known) {
    return (entries) =>
      mayBeLost(foreign, ownWrites('policy', entries))
        ? { put: { policy: lost }, current: {} }
        : undefined
  }
  const current = policy.value?.document ?? null
  const together = withOwnStatements(lost, current, bucket)
  if (isSamePolicy(lost, current) || isSamePolicy(together, current)) return undefined
  return (entries) => {
    const loss = lossOf(foreign, current, ownWrites('policy', entries), isSamePolicy)
    if (loss === 'none') return undefined
    const versions = { put: { policy: lost }, current: { policy: current } }
    // S3 stores no policy without statements, and Cooper never deletes a policy.
    if (loss === 'undecided' || !together || !canBeStored(together)) return versions
    const target = { action: 'restore', attribute: 'policy', controls: [] } as const
    return { ...versions, step: { ...target, value: together, expected: current } }
  }
}

/** The policy may be too large once it contains Cooper's statements. */
function canBeStored(policy: PolicyDocument): boolean {
  try {
    return parsePolicy(policy).document === policy && fitsIntoPolicy(policy)
  } catch {
    return false
  }
}

/** The lost policy with Cooper's statements from the current policy. */
const withOwnStatements = (
  lost: PolicyDocument | null,
  current: PolicyDocument | null,
  bucket: BucketId,
): PolicyDocument | null =>
  mergeOwnStatements(
    lost ?? undefined,
    { required: ownStatementsIn(current, bucket), obsolete: [] },
    bucket,
  ).document ?? null

const ownStatementsIn = (
  current: PolicyDocument | null,
  bucket: BucketId,
): readonly OwnStatement[] =>
  statementList(current?.Statement).flatMap((statement) => {
    const Sid = ownSidOf(statement)
    return Sid && isObject(statement) && isUnaltered(statement, bucket)
      ? [{ ...statement, Sid }]
      : []
  })
