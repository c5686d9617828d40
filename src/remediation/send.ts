import type { Bucket } from '../core/bucket.ts'
import { explainRefusal, type Failure, type Refusal, unexpected } from '../core/failures/failure.ts'
import type { Attempt } from '../core/journal/record.ts'
import type { WritePorts } from '../core/ports.ts'
import type { Snapshot } from '../core/posture.ts'
import type { Sent } from '../core/statements/sent.ts'
import type { Step } from '../core/step.ts'
import { tooLate } from './deadline.ts'

/** What came of an attempt. */
export type AttemptResult = Omit<Attempt, 'step'>

/** Reads what stands there, and when that was: what somebody else puts from now on, Cooper does not know of. */
export async function readBeforeWrite<T>(read: () => Promise<T>, { now }: Pick<WritePorts, 'now'>) {
  const asked = now().toISOString()
  const current = await read()
  return { current, asked, read: now().toISOString() }
}

/** A write that may be sent. */
export interface Sending {
  readonly step: Step
  readonly now: WritePorts['now']
}

/** Writes down what is about to be replaced. Throws where what must follow a write has no time left. */
export function startWrite(
  step: Step,
  before: Snapshot,
  bucket: Bucket,
  ports: WritePorts,
): Sending {
  const late = tooLate(ports, bucket.name)
  if (late) throw late
  ports.logIntent(step, before)
  return { step, now: ports.now }
}

/** Sends it once. What may have been written has a window. */
export async function send(
  { step, now }: Sending,
  seen: { readonly asked: string; readonly read: string },
  call: () => Promise<Refusal | undefined>,
  sent?: Sent,
): Promise<AttemptResult> {
  const refusal = await call().catch((error: unknown) => ({ error }))
  if (refusal && 'code' in refusal) return failed(explainRefusal(step.type, refusal, sent))
  const { asked, read } = seen
  const window = { asked, read, written: now().toISOString() }
  return refusal ? { ...interrupted(refusal.error), window } : { status: 'done', window }
}

export const failed = (failure: Failure): AttemptResult => ({ status: 'failed', failure })

export const interrupted = (error: unknown): AttemptResult => ({
  ...failed(unexpected(error)),
  error,
})
