import { compliant, type Judgement, NOT_REQUIRED, nonCompliant } from '../finding.ts'
import { differences } from '../policy/normalise.ts'
import type { BucketPosture } from '../posture.ts'
import type { OwnSid, OwnStatement } from '../statements/cooper-statements.ts'
import type { OwnStatements } from '../statements/merge.ts'
import { isUnaltered, ownSidOf } from '../statements/recognise.ts'

/** A judgement where statements of an earlier setting stand in the policy, unaltered: they go, or are replaced. */
export function judgeObsolete(
  { policy, bucket }: BucketPosture,
  sids: readonly OwnSid[],
  required: readonly OwnStatement[],
): Judgement | undefined {
  const statements = policy.known ? (policy.value?.statements ?? []) : []
  const obsolete = statements
    .filter(({ raw }) => sids.some((sid) => sid === ownSidOf(raw)) && isUnaltered(raw, bucket))
    .filter(({ raw }) => required.every((one) => differences(raw, one).length > 0))
  const [first] = obsolete
  if (!first) return undefined
  const judgement = nonCompliant(`Cooper's statement "${first.sid}" is not asked for any more`)
  return { ...judgement, isObsolete: true }
}

/** What a control says whose setting asks for nothing. */
export const judgeNotRequired = (posture: BucketPosture, sids: readonly OwnSid[]): Judgement =>
  judgeObsolete(posture, sids, []) ?? compliant(NOT_REQUIRED)

/** Statements that must stand in the policy, and all others of the control that must not. */
export const requireOnly = (
  sids: readonly OwnSid[],
  required: readonly OwnStatement[],
): OwnStatements => ({
  required,
  obsolete: sids.filter((sid) => required.every(({ Sid }) => Sid !== sid)),
})
