import { compliant, type Judgement, NOT_REQUIRED, nonCompliant, notApplicable } from '../finding.ts'
import { differences } from '../policy/normalise.ts'
import type { BucketPosture } from '../posture.ts'
import type { Settings } from '../settings.ts'
import type { OwnSid, OwnStatement } from '../statements/cooper-statements.ts'
import type { OwnStatements } from '../statements/merge.ts'
import { isUnaltered, ownSidOf } from '../statements/recognise.ts'

/**
 * The verdict where the policy has unaltered statements that Cooper added for an earlier setting. `undefined`: it has none.
 * Only a setting that is given makes a statement obsolete: one that is not set requires nothing and removes nothing.
 */
export function judgeObsolete(
  { policy, bucket }: BucketPosture,
  sids: readonly OwnSid[],
  required: readonly OwnStatement[],
  { obsoleteStatements }: Settings,
): Judgement | undefined {
  const statements = policy.known ? (policy.value?.statements ?? []) : []
  const obsolete = statements
    .filter(({ raw }) => sids.some((sid) => sid === ownSidOf(raw)) && isUnaltered(raw, bucket))
    .filter(({ raw }) => required.every((one) => differences(raw, one).length > 0))
  const [first] = obsolete
  if (!first) return undefined
  const reason = `Cooper's statement "${first.sid}" is no longer required by the settings`
  const judgement =
    obsoleteStatements === 'remove'
      ? nonCompliant(reason)
      : (required.length > 0 ? compliant : notApplicable)(`${reason}, and stays`)
  return { ...judgement, isObsolete: true }
}

/** The verdict of a control whose setting requires nothing. */
export const judgeNotRequired = (
  posture: BucketPosture,
  sids: readonly OwnSid[],
  settings: Settings,
): Judgement => judgeObsolete(posture, sids, [], settings) ?? NOT_REQUIRED

/** The statements that a control requires. All other statements of the control are obsolete. */
export const requireOnly = (
  sids: readonly OwnSid[],
  required: readonly OwnStatement[],
  { obsoleteStatements }: Settings,
): OwnStatements => ({
  required,
  obsolete:
    obsoleteStatements === 'keep'
      ? []
      : sids.filter((sid) => required.every(({ Sid }) => Sid !== sid)),
})
