import type { SweepEnd } from '../core/digest/digest.ts'
import { inBatches } from '../core/in-batches.ts'
import { checkRequest, continuation, EVENTS_A_BATCH } from '../core/sweep/bus-entry.ts'
import type { SweepPorts, SweepSettings } from '../core/sweep/ports.ts'
import {
  afterPage,
  type BucketPage,
  nextGeneration,
  type Sweep,
  type SweepProgress,
} from '../core/sweep/sweep.ts'
import { putEventsWithBackoff } from './put-events.ts'

export interface SweepResult {
  readonly outcome: 'swept' | 'continued' | 'given-up' | 'ignored'
  readonly sweep: Sweep
  /** How many events the bus accepted only on a retry. */
  readonly repeats: number
  readonly reason?: string
}

// Milliseconds. A page takes ten seconds, and retries of PutEvents may take half a minute more.
const TIME_FOR_A_PAGE = 60_000
const PAGE_SECONDS = 10

/** Requests a check of each bucket of the region, page by page, until the list ends or the time is used up. */
export async function sweepBuckets(
  start: Sweep,
  settings: SweepSettings,
  ports: SweepPorts,
): Promise<SweepResult> {
  const reason = await reasonToIgnoreRun(start, ports)
  if (reason) return { outcome: 'ignored', sweep: start, repeats: 0, reason }
  let progress: SweepProgress = { state: 'going', sweep: start }
  let repeats = 0
  do {
    const { sweep }: SweepProgress = progress
    const page = await ports.listBuckets(sweep.token, pageSize(settings))
    repeats += page ? await requestChecks(sweep, page, settings, ports) : 0
    if (page) await ports.pageDone?.()
    progress = afterPage(sweep, page)
  } while (progress.state === 'going' && ports.remaining() > TIME_FOR_A_PAGE)
  return endRun(progress, repeats, settings, ports)
}

async function reasonToIgnoreRun(
  { id, generation }: Sweep,
  { store }: SweepPorts,
): Promise<string | undefined> {
  if (generation > 1 && !(await store.isBegun(id))) return 'No such sweep was begun'
  return (await store.claim(id, generation)) ? undefined : 'Another run does this part of the sweep'
}

const pageSize = ({ rate }: SweepSettings) =>
  Math.min(1000, Math.max(10, Math.floor(rate * PAGE_SECONDS)))

/** Sends requests not faster than buckets can be checked, so that events of changes do not wait behind the sweep. */
async function requestChecks(
  sweep: Sweep,
  { names, account }: BucketPage,
  { rate, place }: SweepSettings,
  ports: SweepPorts,
): Promise<number> {
  const begin = ports.now().getTime()
  let asked = 0
  let repeats = 0
  for (const batch of inBatches(names, EVENTS_A_BATCH)) {
    repeats += await putEventsWithBackoff(
      batch.map((name) => checkRequest(sweep, name, place, account)),
      ports,
    )
    asked += batch.length
    const early = begin + (asked / rate) * 1000 - ports.now().getTime()
    if (early > 0) await ports.wait(early)
  }
  return repeats
}

async function endRun(
  progress: SweepProgress,
  repeats: number,
  { place }: SweepSettings,
  ports: SweepPorts,
): Promise<SweepResult> {
  const last = progress.state === 'going' ? nextGeneration(progress.sweep) : progress
  const { sweep } = last
  if (last.state === 'going') {
    // This must be the last action of a run: if the run failed after it, its retry would continue the sweep twice.
    await putEventsWithBackoff([continuation(sweep, place)], ports)
    return { outcome: 'continued', sweep, repeats }
  }
  const { buckets } = sweep
  const accounts = ports.sweptAccounts?.()
  const end: SweepEnd = {
    ...{ version: 1, time: ports.now().toISOString(), buckets },
    ...(accounts && { accounts }),
  }
  if (last.state === 'done') {
    await ports.store.putEnd(sweep.id, end)
    return { outcome: 'swept', sweep, repeats }
  }
  const { reason } = last
  await ports.store.putEnd(sweep.id, { ...end, reason })
  return { outcome: 'given-up', sweep, repeats, reason }
}
