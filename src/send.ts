import { explainRefusal, type Failure, type Refusal, unexpected } from './core/failure.ts'
import type { Attempt } from './core/record.ts'
import type { Step } from './core/step.ts'
import type { Edge } from './edge.ts'

/** What came of an attempt. */
export type Outcome = Omit<Attempt, 'step'>

/** Reads what stands there, and when that was: what somebody else puts from now on, Cooper does not know of. */
export async function readLast<T>(read: () => Promise<T>, { now }: Pick<Edge, 'now'>) {
  const asked = now().toISOString()
  const current = await read()
  return { current, asked, read: now().toISOString() }
}

/** Sends a write once. What may have been written has a window. */
export async function send(
  step: Step,
  seen: { readonly asked: string; readonly read: string },
  { now }: Pick<Edge, 'now'>,
  call: () => Promise<Refusal | undefined>,
): Promise<Outcome> {
  const refusal = await call().catch((error: unknown) => ({ error }))
  if (refusal && 'code' in refusal) return failed(explainRefusal(step.type, refusal))
  const { asked, read } = seen
  const window = { asked, read, written: now().toISOString() }
  return refusal ? { ...interrupted(refusal.error), window } : { status: 'done', window }
}

export const failed = (failure: Failure): Outcome => ({ status: 'failed', failure })

export const interrupted = (error: unknown): Outcome => ({ ...failed(unexpected(error)), error })
