import type { BucketEvent } from '../../src/core/event.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

const MINUTE = 60_000

/** The value of `reservedConcurrency`: how many functions run at once. */
const CONCURRENCY = 5

export interface Delivery {
  /** The same for each attempt, as Lambda's request id is. */
  readonly run: string

  readonly event: BucketEvent
  readonly due: number
  /** From 1 to 3: Lambda delivers a failed event up to three times. */
  readonly attempt: number
}

export interface Bus {
  readonly put: (event: BucketEvent, delay: number) => void
  /** Starts a run for one of the events that are due, if concurrency allows. */
  readonly deliver: () => void
  /** Registers other work that runs concurrently. */
  readonly beside: (work: Promise<unknown>) => void
  /** Whether no event is queued and no work runs. */
  readonly isIdle: () => boolean
  /** Runs until all work is done and no event is due. */
  readonly settle: () => Promise<void>
  /** Ids of events in the dead-letter queue, whose alarm notifies people. */
  readonly dead: ReadonlySet<string>
  /** The dead letters themselves. */
  readonly letters: readonly Delivery[]
}

/** EventBridge, and Lambda's queue in front of a function. `run` resolves to whether it succeeded. */
export function createBus(
  random: Random,
  scheduler: Scheduler,
  run: (event: BucketEvent, id: string) => Promise<boolean>,
  onDeadLetter: (eventId: string) => void,
): Bus {
  const dead = new Set<string>()
  const letters: Delivery[] = []
  let queue: Delivery[] = []
  let active = 0
  let others = 0

  let runs = 0
  const put = (event: BucketEvent, delay: number) => {
    runs += 1
    queue.push({ run: `run-${runs}`, event, due: scheduler.now() + delay, attempt: 1 })
  }

  const start = async (delivery: Delivery) => {
    const { run: id, event, attempt } = delivery
    active += 1
    const isDone = await run(event, id)
    active -= 1
    if (isDone) return
    if (attempt === 3) {
      dead.add(event.id)
      letters.push(delivery)
      onDeadLetter(event.id)
    } else {
      const due = scheduler.now() + attempt * MINUTE + random.between(0, 5000)
      queue.push({ ...delivery, due, attempt: attempt + 1 })
    }
  }

  const deliver = () => {
    const ready = queue.filter(({ due }) => due <= scheduler.now())
    if (ready.length === 0 || active >= CONCURRENCY) return
    const delivery = random.pick(ready)
    queue = queue.filter((other) => other !== delivery)
    void start(delivery)
  }

  const isIdle = () => queue.length === 0 && active + others === 0
  return {
    dead,
    letters,
    isIdle,
    put,
    deliver,
    beside(work) {
      others += 1
      void work.then(() => {
        others -= 1
      })
    },
    async settle() {
      while (!isIdle()) {
        deliver()
        const isAtWork = (await scheduler.step()) || active + others > 0
        const next = Math.min(...queue.map(({ due }) => due))
        if (!isAtWork && queue.length > 0) scheduler.pass(Math.max(0, next - scheduler.now()))
      }
    },
  }
}
