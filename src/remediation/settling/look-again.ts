import { cooperError } from '../../core/cooper-error.ts'
import type { BucketEvent } from '../../core/event.ts'
import { inBatches } from '../../core/in-batches.ts'
import type { StackEnd, Waiting, WaitingBucket } from '../../core/journal/waiting.ts'
import { settled } from '../../core/retry.ts'

interface LookAgainPorts {
  readonly waiting: Waiting
  look(event: BucketEvent): Promise<{ readonly outcome: string }>
  /** Milliseconds until the run is killed. */
  timeLeft(): number
}

const AT_ONCE = 4

// Milliseconds: enough for the retries of one bucket.
const LEAST_TIME = 25_000

/**
 * Looks again at the buckets that wait for a stack. Returns how many there were. Throws if it did not finish, so that Lambda
 * delivers the event again: the notes of the other buckets are still there.
 */
export async function lookAgain(end: StackEnd, ports: LookAgainPorts): Promise<number> {
  const { waiting, look, timeLeft } = ports
  const buckets = [...byBucket(await waiting.end(end)).values()]
  const failed: unknown[] = []
  const lookAt = async (notes: readonly WaitingBucket[]) => {
    const [newest] = notes.toSorted((one, other) => (one.since > other.since ? -1 : 1))
    const { outcome } = newest ? await look(newest.event) : { outcome: '' }
    // A later call of the stack may have begun another wait.
    const isDone = ({ since }: WaitingBucket) => Date.parse(since) <= Date.parse(end.time)
    await waiting.remove(outcome === 'settling' ? notes.filter(isDone) : notes)
  }
  let done = 0
  for (const some of inBatches(buckets, AT_ONCE)) {
    if (done > 0 && timeLeft() < LEAST_TIME) {
      failed.push(cooperError('Timeout', `Cannot look at ${buckets.length - done} buckets in time`))
      break
    }
    const results = await Promise.all(some.map((notes) => settled(lookAt(notes))))
    failed.push(...results.flatMap((one) => ('error' in one ? [one.error] : [])))
    done += some.length
  }
  if (failed.length > 0) throw failed[0]
  return buckets.length
}

function byBucket(notes: readonly WaitingBucket[]) {
  const found = new Map<string, WaitingBucket[]>()
  for (const note of notes) {
    const { name } = note.event.bucket
    found.set(name, [...(found.get(name) ?? []), note])
  }
  return found
}
