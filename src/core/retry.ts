/** How a call is retried. */
export interface Backoff {
  /** Milliseconds to wait before each retry. */
  readonly waits: readonly number[]
  readonly wait: (milliseconds: number) => Promise<void>
  /** Whether there is time for this wait and the retry after it. Default: always. */
  readonly mayWait?: (milliseconds: number) => boolean
}

/** Retry with backoff: calls until the answer suffices, or the waits or the time are used up. Returns the last answer. */
export async function retry<T>(
  call: () => Promise<T>,
  isEnough: (answer: T) => boolean,
  { waits, wait, mayWait = () => true }: Backoff,
): Promise<T> {
  let answer = await call()
  for (const milliseconds of waits) {
    if (isEnough(answer) || !mayWait(milliseconds)) break
    await wait(milliseconds)
    answer = await call()
  }
  return answer
}

/** An answer, or the error in its place, as a value. */
export type AnswerOrError<T> = { readonly value: T } | { readonly error: unknown }

export const settled = <T>(call: Promise<T>): Promise<AnswerOrError<T>> =>
  call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )

/** Returns the answer or throws the error. */
export function unwrap<T>(settled: AnswerOrError<T>): T {
  if ('error' in settled) throw settled.error
  return settled.value
}
