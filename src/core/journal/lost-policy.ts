import type { BucketEvent } from '../event.ts'
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
import type { ExplainLoss } from './explain-loss.ts'
import { lossOf } from './loss.ts'
import { policyWrites } from './own-writes.ts'

/** `undefined`: the policy that an event tells of stands there, alone or with Cooper's statements beside it. */
export function findLostPolicy(
  { put, time }: BucketEvent,
  { bucket, policy }: BucketPosture,
): ExplainLoss | undefined {
  if (put?.policy === undefined || !policy.known) return undefined
  const theirs = put.policy
  const standing = policy.value?.document ?? null
  const together = withOurs(theirs, standing, bucket)
  if (isSamePolicy(theirs, standing) || isSamePolicy(together, standing)) return undefined
  return (entries) => {
    const isIn = (stood: PolicyDocument | null) => isSamePolicy(stood, theirs)
    const foreign = { isIn, second: Date.parse(time) }
    const loss = lossOf(foreign, standing, policyWrites(entries), isSamePolicy)
    if (loss === 'none') return undefined
    const versions = { put: { policy: theirs }, current: { policy: standing } }
    // S3 stores no policy without statements, and Cooper deletes none.
    if (loss === 'undecided' || !together || !canBeStored(together)) return versions
    const type = 'restore-bucket-policy'
    return { ...versions, step: { type, controls: [], policy: together, instead: standing } }
  }
}

/** With Cooper's statements it may be too long. */
function canBeStored(policy: PolicyDocument): boolean {
  try {
    return parsePolicy(policy).document === policy
  } catch {
    return false
  }
}

/** Their policy, with the statements of Cooper's that stand there. */
const withOurs = (
  theirs: PolicyDocument | null,
  standing: PolicyDocument | null,
  bucket: BucketId,
): PolicyDocument | null =>
  mergeOwnStatements(
    theirs ?? undefined,
    { required: ownStatementsIn(standing, bucket), obsolete: [] },
    bucket,
  ).document ?? null

const ownStatementsIn = (
  standing: PolicyDocument | null,
  bucket: BucketId,
): readonly OwnStatement[] =>
  statementList(standing?.Statement).flatMap((statement) => {
    const Sid = ownSidOf(statement)
    return Sid && isObject(statement) && isUnaltered(statement, bucket)
      ? [{ ...statement, Sid }]
      : []
  })
