import { setTimeout as sleep } from 'node:timers/promises'
import type { Cloud } from '../cloud.ts'
import { type DeadLetter, deadLetter } from './dead-letter.ts'
import type { FunctionDefinition } from './definition.ts'
import type { FunctionError } from './function-error.ts'
import type { WorkerReply } from './worker-protocol.ts'

export interface AsynchronousSettings {
  /** Pauses before the second and the third attempt; Lambda waits one and two minutes. */
  readonly retryDelaysMs: readonly number[]
  /** The dead-letter queue. */
  readonly deadLetters: DeadLetter[]
}

interface Task {
  readonly definition: FunctionDefinition
  readonly functionArn: string
  readonly event: unknown
  readonly requestId: string
  readonly attempt: (requestId: string, event: unknown) => Promise<WorkerReply>
  readonly signal: AbortSignal
}

/**
 * Invokes asynchronously, as Lambda does: it retries after an error under the same request id, and finally sends the event
 * to the dead-letter queue.
 */
export async function invokeAsynchronously(
  cloud: Cloud,
  { retryDelaysMs, deadLetters }: AsynchronousSettings,
  task: Task,
): Promise<void> {
  const { requestId, functionArn, event, signal } = task
  const attempts = task.definition.retries + 1
  let error: FunctionError | undefined
  for (let number = 1; number <= attempts; number++) {
    if (number > 1) await pause(retryDelaysMs[number - 2] ?? 0, signal)
    if (signal.aborted) return
    const outcome = await tryOnce(cloud, task, number)
    if (outcome.ok || signal.aborted) return
    error = outcome.error
  }
  if (error === undefined) return
  const now = cloud.clock()
  const letter = deadLetter({ requestId, functionArn, attempts, event, error, now })
  deadLetters.push(letter)
  cloud.log({ type: 'dead-letter', deadLetter: letter })
}

async function tryOnce(cloud: Cloud, task: Task, attempt: number): Promise<WorkerReply> {
  const { definition, requestId, event, signal } = task
  const started = Date.now()
  const outcome = await task.attempt(requestId, event)
  const durationMs = Date.now() - started
  if (!signal.aborted) {
    const functionName = definition.name
    const facts = { functionName, requestId, event, attempt, durationMs, outcome }
    cloud.log({ type: 'invocation', ...facts })
  }
  return outcome
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}
