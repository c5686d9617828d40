import PQueue from 'p-queue'
import type { Pace } from '../core/check/pace.ts'

interface InPace {
  readonly pace: Pick<Pace, 'limit'>
  /** Aborts when no further item is to be begun. */
  readonly signal: AbortSignal
}

/** Works on items, as many at once as the pace allows. An error ends it, after the items that are under way. */
export async function inPace<T>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<void>,
  { pace, signal }: InPace,
): Promise<void> {
  const queue = new PQueue({ concurrency: pace.limit() })
  const errors: unknown[] = []
  for await (const item of items) {
    queue.concurrency = pace.limit()
    void queue.add(() => work(item).catch((error) => void errors.push(error)))
    // At most one item waits in the queue, so that memory does not grow with their number.
    await queue.onSizeLessThan(1)
    if (signal.aborted || errors.length > 0) break
  }
  await queue.onIdle()
  if (errors.length > 0) throw errors[0]
}
