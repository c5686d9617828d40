import type { Sweep } from './sweep.ts'

export const SOURCE = 'cooper'
export const CHECK_REQUESTED = 'Bucket Check Requested'
export const SWEEP_CONTINUED = 'Bucket Sweep Continued'

/** An event to put on the event bus. */
export interface BusEntry {
  readonly type: typeof CHECK_REQUESTED | typeof SWEEP_CONTINUED
  readonly detail: Readonly<Record<string, string | number | undefined>>
}

/** The place of a sweep. */
export interface SweepPlace {
  /** The name of Cooper's role. An account may have several Coopers, each with its own sweep. */
  readonly cooper: string
  readonly account: string
  readonly region: string
}

/** Says no region: the function that handles the request knows its own. `account`: where it is not that of the function. */
export const checkRequest = (
  { id, time }: Sweep,
  bucket: string,
  { cooper }: Pick<SweepPlace, 'cooper'>,
  account?: string,
): BusEntry => ({
  type: CHECK_REQUESTED,
  detail: { cooper, sweep: id, time, bucket, ...(account && { account }) },
})

export const continuation = ({ id, ...progress }: Sweep, { cooper }: SweepPlace): BusEntry => ({
  type: SWEEP_CONTINUED,
  detail: { cooper, sweep: id, ...progress },
})

/**
 * The most entries that PutEvents accepts. Ten entries of at most 2 KB (a token has 1,024 characters, a name 255) are far
 * below its limit of 256 KB: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const EVENTS_A_BATCH = 10
