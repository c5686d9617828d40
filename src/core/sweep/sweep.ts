/** The progress of a sweep over the buckets of a region. */
export interface Sweep {
  readonly id: string
  /** When the sweep started, ISO 8601 in UTC. */
  readonly time: string
  /** The number of the current run of the function, from 1. */
  readonly generation: number
  /** The continuation token of S3's list. `undefined`: start at the beginning. */
  readonly token: string | undefined
  /** How often the list was restarted. */
  readonly restarts: number
  readonly pages: number
  /** For how many buckets a check was requested. */
  readonly buckets: number
}

export interface BucketPage {
  readonly names: readonly string[]
  /** The account of the buckets. Absent: that of the function. */
  readonly account?: string
  /** The continuation token. `undefined`: this is the last page. */
  readonly next: string | undefined
}

/** A sweep continues, has processed the whole list, or gives up. */
export type SweepProgress =
  | { readonly state: 'going'; readonly sweep: Sweep }
  | { readonly state: 'done'; readonly sweep: Sweep }
  | { readonly state: 'given-up'; readonly sweep: Sweep; readonly reason: string }

/** A million buckets at ten a second take 130 runs of 14 minutes. */
export const MOST_GENERATIONS = 200

const MOST_RESTARTS = 1

/** The same id for every delivery of the event that starts the sweep. */
export function beginSweep(time: string, eventId: string): Sweep {
  const day = time.replaceAll(/[-:]|\.\d+/g, '')
  const id = `${day}-${eventId.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 8)}`
  return { id, time, generation: 1, token: undefined, restarts: 0, pages: 0, buckets: 0 }
}

export const isSweepId = (id: string): boolean => /^\d{8}T\d{6}Z-[A-Za-z0-9]{1,8}$/.test(id)

// 200 runs of 14 minutes take two days, and the checks may wait for some hours.
const LONGEST_SWEEP = 3 * 24 * 60 * 60 * 1000

/** Whether a sweep may still be in progress, by the time in its id. */
export function mayBeInProgress(id: string, now: Date): boolean {
  const began = Date.parse(id.replace(/^(....)(..)(..T..)(..)(..Z).*$/, '$1-$2-$3:$4:$5'))
  return now.getTime() - began < LONGEST_SWEEP
}

/** The progress after a page whose checks were all requested. `undefined`: S3 no longer accepts the token. */
export function afterPage(sweep: Sweep, page: BucketPage | undefined): SweepProgress {
  // The same token twice would make an endless loop.
  if (page === undefined || (page.next !== undefined && page.next === sweep.token)) {
    return beginAgain(sweep)
  }
  const { names, next } = page
  const counts = { pages: sweep.pages + 1, buckets: sweep.buckets + names.length }
  const state = next === undefined ? 'done' : 'going'
  return { state, sweep: { ...sweep, ...counts, token: next } }
}

/** Restarts the list from its beginning. A second check of a bucket does no harm. */
function beginAgain(sweep: Sweep): SweepProgress {
  if (sweep.restarts >= MOST_RESTARTS) {
    const reason = 'S3 did not continue its list of buckets, even after a restart'
    return { state: 'given-up', sweep, reason }
  }
  const restarts = sweep.restarts + 1
  return { state: 'going', sweep: { ...sweep, token: undefined, restarts, pages: 0, buckets: 0 } }
}

/** The state for the next run. Each run has a higher number, and the number is limited, so that every sweep ends. */
export function nextGeneration(sweep: Sweep): SweepProgress {
  if (sweep.generation >= MOST_GENERATIONS) {
    const reason = `The list of buckets did not end within ${MOST_GENERATIONS} runs`
    return { state: 'given-up', sweep, reason }
  }
  return { state: 'going', sweep: { ...sweep, generation: sweep.generation + 1 } }
}
