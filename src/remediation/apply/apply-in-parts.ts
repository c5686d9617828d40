import { assess } from '../../core/assessment/assess.ts'
import type { Circumstances } from '../../core/assessment/circumstances.ts'
import type { AttributeName, StoredValue } from '../../core/attributes/attribute.ts'
import type { ControlId } from '../../core/controls/ids.ts'
import { isUnknownToS3 } from '../../core/failures/failure.ts'
import { TOO_LARGE } from '../../core/failures/too-large.ts'
import type { Finding } from '../../core/finding.ts'
import type { Attempt } from '../../core/journal/record.ts'
import { withValue } from '../../core/plan/after-step.ts'
import { controlByControl } from '../../core/plan/control-by-control.ts'
import { planMode, worstFindings } from '../../core/plan/plan.ts'
import type { WritePorts } from '../../core/ports.ts'
import type { BucketPosture } from '../../core/posture.ts'
import type { PutStep } from '../../core/step.ts'
import { applyStep } from './apply-step.ts'

/**
 * One put for all controls of a step. If S3 refuses it because the policy has no room for it, or because S3 does not know a
 * field, one put for each control, so that S3 stores what it accepts.
 */
export async function applyInParts(
  step: PutStep,
  findings: readonly Finding[],
  live: BucketPosture,
  circumstances: Circumstances,
  ports: WritePorts,
): Promise<readonly Attempt[]> {
  const whole = await applyStep(step, live, ports)
  // Any other refusal would be the same for each control.
  if (!isOfAPart(step, whole) || step.controls.length < 2) return [whole]
  const attempts: Attempt[] = []
  for (const id of inOrder(step)) {
    const present = postureAfterAttempts(live, step.attribute, attempts)
    const alone = { ...circumstances, settings: { ...circumstances.settings, controls: [id] } }
    const open = worstFindings(findings, assess(present, circumstances))
    for (const part of planMode(step.attribute, 'remediate', open, present, alone)) {
      attempts.push(await applyStep(part, present, ports))
    }
  }
  return attempts
}

/** Of a policy first what only removes statements, then TLS, then the others. */
const inOrder = (step: PutStep): readonly ControlId[] =>
  step.attribute === 'policy'
    ? controlByControl(step).flatMap(({ controls }) => controls)
    : step.controls

const isOfAPart = ({ attribute }: PutStep, { failure }: Attempt): boolean =>
  failure !== undefined &&
  (attribute === 'policy' ? failure.code === TOO_LARGE : isUnknownToS3(failure))

/** The posture with what an attribute is by now, as far as the attempts know. */
export function postureAfterAttempts<Name extends AttributeName>(
  posture: BucketPosture,
  name: Name,
  attempts: readonly Attempt[],
): BucketPosture {
  const current = attempts.findLast((attempt) => attempt.current)?.current
  const value: StoredValue<Name> | null | undefined = current?.[name]
  return value === undefined ? posture : withValue(posture, name, value)
}
