import type { Bucket } from '../core/bucket.ts'
import { TOO_LARGE } from '../core/failures/too-large.ts'
import type { Attempt } from '../core/journal/record.ts'
import { controlByControl } from '../core/plan/control-by-control.ts'
import type { WritePorts } from '../core/ports.ts'
import type { PutStep } from '../core/step.ts'
import { applyStep } from './apply-step.ts'

/** One put for all controls of a step. If the policy has no room for that, one put for each control, so that S3 stores what fits. */
export async function applyInParts(
  step: PutStep,
  bucket: Bucket,
  ports: WritePorts,
): Promise<readonly Attempt[]> {
  const whole = await applyStep(step, bucket, ports)
  // Any other refusal would be the same for each control.
  if (step.attribute !== 'policy' || whole.failure?.code !== TOO_LARGE) return [whole]
  const parts = controlByControl(step)
  if (parts.length < 2) return [whole]
  const attempts: Attempt[] = []
  for (const part of parts) attempts.push(await applyStep(part, bucket, ports))
  return attempts
}
