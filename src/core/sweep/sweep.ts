/** How far a sweep over the buckets of a region has come. */
export interface Sweep {
  readonly id: string
  /** When it began, ISO 8601 in UTC. */
  readonly time: string
  /** Counts the runs of the function that it took, from 1. */
  readonly generation: number
  /** Where S3's list goes on; `undefined`: at its beginning. */
  readonly token: string | undefined
  /** How often the list was begun again. */
  readonly restarts: number
  readonly pages: number
  /** How many buckets a look was asked for. */
  readonly buckets: number
}

export interface BucketPage {
  readonly names: readonly string[]
  /** Where the list goes on; `undefined`: here it ends. */
  readonly next: string | undefined
}

/** What becomes of a sweep: it goes on, it has seen the whole list, or it gives up. */
export type SweepProgress =
  | { readonly state: 'going'; readonly sweep: Sweep }
  | { readonly state: 'done'; readonly sweep: Sweep }
  | { readonly state: 'given-up'; readonly sweep: Sweep; readonly reason: string }

/** A million buckets, ten a second, are 130 runs of 14 minutes. */
export const MOST_GENERATIONS = 200

const MOST_RESTARTS = 1

/** The same for every delivery of the event that begins it. */
export function beginSweep(time: string, eventId: string): Sweep {
  const day = time.replaceAll(/[-:]|\.\d+/g, '')
  const id = `${day}-${eventId.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 8)}`
  return { id, time, generation: 1, token: undefined, restarts: 0, pages: 0, buckets: 0 }
}

export const isSweepId = (id: string): boolean => /^\d{8}T\d{6}Z-[A-Za-z0-9]{1,8}$/.test(id)

/** After a page, all of whose buckets were asked for. `undefined`: S3 takes the token no more. */
export function afterPage(sweep: Sweep, page: BucketPage | undefined): SweepProgress {
  // A list that goes on where it went on before would never end.
  if (page === undefined || (page.next !== undefined && page.next === sweep.token)) {
    return beginAgain(sweep)
  }
  const { names, next } = page
  const counts = { pages: sweep.pages + 1, buckets: sweep.buckets + names.length }
  const state = next === undefined ? 'done' : 'going'
  return { state, sweep: { ...sweep, ...counts, token: next } }
}

/** The list from its beginning: buckets that are asked for twice come to no harm. */
function beginAgain(sweep: Sweep): SweepProgress {
  if (sweep.restarts >= MOST_RESTARTS) {
    const reason = 'S3 did not go on with its list of buckets, not even after a new beginning'
    return { state: 'given-up', sweep, reason }
  }
  const restarts = sweep.restarts + 1
  return { state: 'going', sweep: { ...sweep, token: undefined, restarts, pages: 0, buckets: 0 } }
}

/** The next run's part, each with a higher number than the last, so that no sweep goes on for ever. */
export function nextGeneration(sweep: Sweep): SweepProgress {
  if (sweep.generation >= MOST_GENERATIONS) {
    const reason = `The list of buckets did not end in ${MOST_GENERATIONS} runs`
    return { state: 'given-up', sweep, reason }
  }
  return { state: 'going', sweep: { ...sweep, generation: sweep.generation + 1 } }
}
