import { assess } from '../../core/assessment/assess.ts'
import type { Circumstances } from '../../core/assessment/circumstances.ts'
import type { Settling } from '../../core/assessment/settling.ts'
import { ATTRIBUTE_NAMES } from '../../core/attributes/all.ts'
import { POLICY_DELETED } from '../../core/failures/failure.ts'
import type { Finding } from '../../core/finding.ts'
import type { Attempt } from '../../core/journal/record.ts'
import { postureAfter } from '../../core/plan/after-step.ts'
import { planMode, worstFindings } from '../../core/plan/plan.ts'
import type { WritePorts } from '../../core/ports.ts'
import type { BucketPosture } from '../../core/posture.ts'
import type { PutStep } from '../../core/step.ts'
import { stopUnlessBegun } from '../deadline.ts'
import { applyInParts, postureAfterAttempts } from './apply-in-parts.ts'

export interface AppliedPlan {
  /** The findings at first, or after the change of another attribute. */
  readonly findings: readonly Finding[]
  readonly attempts: readonly Attempt[]
  /** The bucket is settling if somebody deleted its policy before the write. */
  readonly circumstances: Circumstances
}

/**
 * Applies the steps attribute by attribute. Each step is planned on the result of the one before, since statements on
 * uploads depend on the default encryption. Steps of other modes are planned after the writes, on the posture that would
 * result from the other planned steps: first those that are announced or proposed, then those that are only reported.
 */
export async function applyPlan(
  first: readonly Finding[],
  before: BucketPosture,
  given: Circumstances,
  ports: WritePorts,
): Promise<AppliedPlan> {
  let circumstances = given
  let live = before
  let findings = first
  const planned: PutStep[] = []
  const attempts: Attempt[] = []
  const present = () => worstFindings(findings, assessByMode(live, planned, circumstances))
  for (const name of ATTRIBUTE_NAMES) {
    findings = present()
    for (const step of planMode(name, 'remediate', findings, live, circumstances)) {
      const tried = await applyInParts(step, findings, live, circumstances, ports)
      if (tried.some(({ failure }) => failure === POLICY_DELETED)) {
        circumstances = { ...circumstances, settling: justDeleted(ports) }
        continue
      }
      attempts.push(...tried)
      live = postureAfterAttempts(live, name, tried)
    }
    for (const mode of ['propose', 'report'] as const) {
      const wouldBe = planned.reduce(postureAfter, live)
      const steps = planMode(name, mode, present(), wouldBe, circumstances)
      planned.push(...steps)
      attempts.push(...steps.map((step) => ({ step, status: 'planned' }) as const))
    }
  }
  stopUnlessBegun(attempts)
  return { findings, attempts, circumstances }
}

const justDeleted = ({ now }: WritePorts): Settling => ({
  ...{ since: now().toISOString(), cause: 'deletion', stack: undefined },
})

/** The verdicts: of controls that write on the current posture, of all others on the posture after their planned steps. */
function assessByMode(
  live: BucketPosture,
  planned: readonly PutStep[],
  circumstances: Circumstances,
): readonly Finding[] {
  const judged = assess(live, circumstances)
  if (planned.length === 0) return judged
  const wouldBe = assess(planned.reduce(postureAfter, live), circumstances)
  return judged.map((finding, index) =>
    circumstances.settings.modes[finding.control] === 'remediate'
      ? finding
      : (wouldBe[index] ?? finding),
  )
}
