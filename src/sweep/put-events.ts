import { cooperError } from '../core/cooper-error.ts'
import { retry } from '../core/retry.ts'
import type { BusEntry } from '../core/sweep/bus-entry.ts'
import type { EventBus } from '../core/sweep/ports.ts'

// Milliseconds, 25 s in all. `wait` adds jitter.
const BUS_WAITS = [200, 400, 800, 1600, 3200, 6400, 12_800]

/** Puts a batch on the bus, and retries entries that were not accepted. Returns the number of retried entries. Throws if some remain. */
export async function putEventsWithBackoff(
  entries: readonly BusEntry[],
  bus: EventBus,
): Promise<number> {
  let remaining = entries
  let tries = 0
  let repeats = 0
  const notTaken = await retry(
    async () => {
      if (tries > 0) repeats += remaining.length
      tries += 1
      const refused = await bus.put(remaining)
      remaining = refused.map(({ entry }) => entry)
      return refused
    },
    (refused) => refused.length === 0,
    { waits: BUS_WAITS, wait: (milliseconds) => bus.wait(milliseconds) },
  )
  if (notTaken.length === 0) return repeats
  const codes = [...new Set(notTaken.map(({ code }) => code))].join(', ')
  throw cooperError('EventBus', `Cannot put ${notTaken.length} events on the bus: ${codes}`)
}
