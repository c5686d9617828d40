import { checkRequest, continuation, inBatches } from '../core/sweep/bus-entry.ts'
import type { SweepEdge, SweepSettings } from '../core/sweep/ports.ts'
import { afterPage, nextGeneration, type Progress, type Sweep } from '../core/sweep/sweep.ts'
import { putPatiently } from './put-events.ts'

export interface SweepResult {
  readonly outcome: 'swept' | 'continued' | 'given-up' | 'ignored'
  readonly sweep: Sweep
  /** How many events the bus took only when they were put again. */
  readonly repeats: number
  readonly reason?: string
}

// Milliseconds: a page that is begun takes ten seconds, and the bus may need half a minute more to take it.
const RESERVE = 60_000
const PAGE_SECONDS = 10

/** Asks for a look at each bucket of the region, page by page, until the list ends or the time does. */
export async function sweepBuckets(
  start: Sweep,
  settings: SweepSettings,
  edge: SweepEdge,
): Promise<SweepResult> {
  if (!(await edge.store.claim(start.id, start.generation))) {
    return { outcome: 'ignored', sweep: start, repeats: 0, reason: 'Another run is at it' }
  }
  let progress: Progress = { state: 'going', sweep: start }
  let repeats = 0
  do {
    const { sweep }: Progress = progress
    const page = await edge.listBuckets(sweep.token, pageSize(settings))
    repeats += page ? await ask(sweep, page.names, settings, edge) : 0
    progress = afterPage(sweep, page)
  } while (progress.state === 'going' && edge.remaining() > RESERVE)
  return conclude(progress, repeats, settings, edge)
}

const pageSize = ({ rate }: SweepSettings) =>
  Math.min(1000, Math.max(10, Math.floor(rate * PAGE_SECONDS)))

/** Not faster than the buckets can be looked at, so that the events of changes don't wait behind those of the sweep. */
async function ask(
  sweep: Sweep,
  names: readonly string[],
  { rate, place }: SweepSettings,
  edge: SweepEdge,
): Promise<number> {
  const begin = edge.now().getTime()
  let asked = 0
  let repeats = 0
  for (const batch of inBatches(names)) {
    repeats += await putPatiently(
      batch.map((name) => checkRequest(sweep, name, place)),
      edge,
    )
    asked += batch.length
    const early = begin + (asked / rate) * 1000 - edge.now().getTime()
    if (early > 0) await edge.wait(early)
  }
  return repeats
}

async function conclude(
  progress: Progress,
  repeats: number,
  { place }: SweepSettings,
  edge: SweepEdge,
): Promise<SweepResult> {
  const last = progress.state === 'going' ? nextGeneration(progress.sweep) : progress
  const { sweep } = last
  if (last.state === 'going') {
    // The last act of a run: one that failed after it would be repeated, and go on twice.
    await putPatiently([continuation(sweep, place)], edge)
    return { outcome: 'continued', sweep, repeats }
  }
  const { buckets } = sweep
  const end = { version: 1, time: edge.now().toISOString(), buckets } as const
  if (last.state === 'done') {
    await edge.store.putEnd(sweep.id, end)
    return { outcome: 'swept', sweep, repeats }
  }
  const { reason } = last
  await edge.store.putEnd(sweep.id, { ...end, reason })
  return { outcome: 'given-up', sweep, repeats, reason }
}
