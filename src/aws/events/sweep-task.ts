import * as v from 'valibot'
import { SOURCE, SWEEP_CONTINUED } from '../../core/sweep/bus-entry.ts'
import { beginSweep, MOST_GENERATIONS, type Sweep } from '../../core/sweep/sweep.ts'
import { malformed, parseEventWith } from './parse-event.ts'
import { IsoTime, SweepId } from './values.ts'

/** The task of the sweep function. */
export type SweepTask =
  | { readonly type: 'sweep'; readonly sweep: Sweep; readonly cooper: string | undefined }
  | { readonly type: 'digest' }

const DIGEST_DUE = 'Sweep Digest Due'

const TaskEnvelope = v.object({ source: v.string(), 'detail-type': v.string() })

const wholeCount = v.pipe(v.number(), v.integer(), v.minValue(0))

const Scheduled = v.object({ id: v.pipe(v.string(), v.minLength(1)), time: IsoTime })

const Continued = v.object({
  detail: v.object({
    cooper: v.string(),
    sweep: SweepId,
    time: IsoTime,
    generation: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(MOST_GENERATIONS)),
    token: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(1024))),
    restarts: wholeCount,
    pages: wholeCount,
    buckets: wholeCount,
  }),
})

/** Throws an error that names the malformed field. */
export function parseSweepTask(event: unknown): SweepTask {
  const { source, 'detail-type': type } = parseEventWith(TaskEnvelope, event)
  if (source === SOURCE && type === DIGEST_DUE) return { type: 'digest' }
  if (source === 'aws.events' && type === 'Scheduled Event') {
    const { time, id } = parseEventWith(Scheduled, event)
    return { type: 'sweep', sweep: beginSweep(time, id), cooper: undefined }
  }
  if (source === SOURCE && type === SWEEP_CONTINUED) {
    const { sweep: id, cooper, token, ...progress } = parseEventWith(Continued, event).detail
    return { type: 'sweep', sweep: { id, token, ...progress }, cooper }
  }
  throw malformed('detail-type', 'is not a task of the sweep function')
}
