import { cooperError } from '../core/cooper-error.ts'
import type { BusEntry } from '../core/sweep/bus-entry.ts'
import type { EventBus } from '../core/sweep/ports.ts'

// Milliseconds: 25 seconds in all, each somewhat more or less by `wait`.
const BUS_WAITS = [200, 400, 800, 1600, 3200, 6400, 12_800]

/** Puts a batch on the bus, and what was not taken again. Answers how many entries were put again; throws where some stay. */
export async function putEventsWithBackoff(
  entries: readonly BusEntry[],
  bus: EventBus,
  waits: readonly number[] = BUS_WAITS,
): Promise<number> {
  const notTaken = await bus.put(entries)
  if (notTaken.length === 0) return 0
  const [milliseconds, ...later] = waits
  if (milliseconds === undefined) {
    const codes = [...new Set(notTaken.map(({ code }) => code))].join(', ')
    throw cooperError('EventBus', `Cannot put ${notTaken.length} events on the bus: ${codes}`)
  }
  await bus.wait(milliseconds)
  const again = notTaken.map(({ entry }) => entry)
  return again.length + (await putEventsWithBackoff(again, bus, later))
}
