import type { Bucket } from '../core/bucket.ts'
import { isSameRule } from '../core/encryption/rule.ts'
import { type Refusal, unreadable } from '../core/failures/failure.ts'
import { isSamePolicy } from '../core/policy/same-policy.ts'
import type { WritePorts } from '../core/ports.ts'
import type { RestoreStep } from '../core/step.ts'
import { type AttemptResult, failed, readBeforeWrite, send, startWrite } from './send.ts'

/** Puts back what stood there before, unless somebody has changed what stands there instead. */
export async function attemptRestore(
  step: RestoreStep,
  bucket: Bucket,
  ports: WritePorts,
): Promise<AttemptResult> {
  const { s3 } = ports
  switch (step.type) {
    case 'restore-bucket-policy': {
      const { current, ...seen } = await readBeforeWrite(() => s3.readPolicy(bucket), ports)
      if (!current.known) return failed(unreadable(current.reason))
      const standing = current.value?.document ?? null
      if (!isSamePolicy(standing, step.instead)) return { status: 'unneeded' }
      const before = { policy: standing }
      const sending = startWrite(step, before, bucket, ports)
      const { policy } = step
      const call = () =>
        policy ? s3.putPolicy(bucket, policy) : removeAttribute('deletePolicy', bucket, ports)
      return { ...(await send(sending, seen, call)), before }
    }
    case 'restore-bucket-encryption': {
      const { current, ...seen } = await readBeforeWrite(() => s3.readEncryption(bucket), ports)
      if (!current.known) return failed(unreadable(current.reason))
      const standing = current.value ?? null
      if (!isSameRule(standing, step.instead)) return { status: 'unneeded' }
      const before = { encryption: standing }
      const sending = startWrite(step, before, bucket, ports)
      const { rule } = step
      const call = () =>
        rule ? s3.putEncryption(bucket, rule) : removeAttribute('deleteEncryption', bucket, ports)
      return { ...(await send(sending, seen, call)), before }
    }
    default:
      return step satisfies never
  }
}

async function removeAttribute(
  name: 'deletePolicy' | 'deleteEncryption',
  bucket: Bucket,
  { s3 }: WritePorts,
): Promise<Refusal | undefined> {
  if (!(name in s3)) throw new Error('Cannot delete anything: only a person may')
  return 'deletePolicy' in s3 ? s3[name](bucket) : undefined
}
