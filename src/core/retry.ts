/** How a call is tried again. */
export interface Backoff {
  /** Milliseconds before each further try. */
  readonly waits: readonly number[]
  readonly wait: (milliseconds: number) => Promise<void>
  /** Whether there is time for such a wait and the try after it. Left out: there is. */
  readonly mayWait?: (milliseconds: number) => boolean
}

/** Retry with backoff: calls until the answer is enough, or waits or time have run out. The last answer counts. */
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

/** An answer or an error, as a value. */
export type AnswerOrError<T> = { readonly value: T } | { readonly error: unknown }

export const settled = <T>(call: Promise<T>): Promise<AnswerOrError<T>> =>
  call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )

/** The answer, or throws the error. */
export function unwrap<T>(settled: AnswerOrError<T>): T {
  if ('error' in settled) throw settled.error
  return settled.value
}
