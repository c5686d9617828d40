import type { Bucket } from '../core/bucket.ts'
import { isSameRule } from '../core/encryption/rule.ts'
import { type Refusal, unreadable } from '../core/failures/failure.ts'
import { isSamePolicy } from '../core/policy/same-policy.ts'
import type { Edge } from '../core/ports.ts'
import type { RestoreStep } from '../core/step.ts'
import { begin, failed, type Outcome, readLast, send } from './send.ts'

/** Puts back what stood there before, unless somebody has changed what stands there instead. */
export async function attemptRestore(
  step: RestoreStep,
  bucket: Bucket,
  edge: Edge,
): Promise<Outcome> {
  const { s3 } = edge
  switch (step.type) {
    case 'restore-bucket-policy': {
      const { current, ...seen } = await readLast(() => s3.readPolicy(bucket), edge)
      if (!current.known) return failed(unreadable(current.reason))
      const standing = current.value?.document ?? null
      if (!isSamePolicy(standing, step.instead)) return { status: 'unneeded' }
      const before = { policy: standing }
      const sending = begin(step, before, bucket, edge)
      const { policy } = step
      const call = () =>
        policy ? s3.putPolicy(bucket, policy) : remove('deletePolicy', bucket, edge)
      return { ...(await send(sending, seen, call)), before }
    }
    case 'restore-bucket-encryption': {
      const { current, ...seen } = await readLast(() => s3.readEncryption(bucket), edge)
      if (!current.known) return failed(unreadable(current.reason))
      const standing = current.value ?? null
      if (!isSameRule(standing, step.instead)) return { status: 'unneeded' }
      const before = { encryption: standing }
      const sending = begin(step, before, bucket, edge)
      const { rule } = step
      const call = () =>
        rule ? s3.putEncryption(bucket, rule) : remove('deleteEncryption', bucket, edge)
      return { ...(await send(sending, seen, call)), before }
    }
    default:
      return step satisfies never
  }
}

async function remove(
  name: 'deletePolicy' | 'deleteEncryption',
  bucket: Bucket,
  { s3 }: Edge,
): Promise<Refusal | undefined> {
  if (!(name in s3)) throw new Error('Cannot delete anything: only a person may')
  return 'deletePolicy' in s3 ? s3[name](bucket) : undefined
}
