import type { ControlId } from '../controls/ids.ts'
import { type Actor, type BucketEvent, BY_SWEEP, isTagging } from '../event.ts'
import type { Settings } from '../settings.ts'
import { type JournalEntry, LONGEST_RUN } from './entry.ts'
import type { Flapping } from './flapping.ts'
import type { RemediationRecord, StepResult } from './record.ts'

const MOST_NAMED = 5

const HOUR = 60 * 60 * 1000

/** The start of the period whose changes count towards flapping. */
export const historySince = (now: Date, { flappingHours }: Settings): Date =>
  new Date(now.getTime() - flappingHours * HOUR)

/** Which of these controls are flapping, by the journal of the bucket (oldest entry first). */
export function findFlapping(
  controls: readonly ControlId[],
  entries: readonly JournalEntry[],
  event: BucketEvent,
  settings: Settings,
  now: Date,
): readonly Flapping[] {
  const known = entries.flatMap(({ record }) => record?.flapping ?? [])
  return controls.flatMap((control) => {
    const last = known.findLast((flapping) => flapping.control === control)
    if (last && Date.parse(last.until) > now.getTime()) return [last]
    const from = Math.max(historySince(now, settings).getTime(), Date.parse(last?.until ?? '') || 0)
    const remediations = entries.filter(
      (entry) => Date.parse(timeOf(entry)) >= from && mayHaveRemediated(entry, control, now),
    )
    const [first, ...others] = remediations
    if (!first || remediations.length < settings.flappingLimit) return []
    const until = new Date(now.getTime() + settings.flappingHours * HOUR).toISOString()
    const causes = [...others.map(({ intent }) => intent.event), event]
    const by = distinct(causes.filter(mayUndo).map(({ actor }) => actor))
    return [{ control, times: remediations.length, since: timeOf(first), until, by }]
  })
}

/** A sweep or a change of tags only causes a check, and undoes nothing. */
const mayUndo = ({ name }: Pick<BucketEvent, 'name'>) => name !== BY_SWEEP && !isTagging({ name })

/** Whether people were already notified of it. */
export const wasNotified = (known: Flapping, records: readonly RemediationRecord[]): boolean =>
  records.some(({ flapping = [] }) =>
    flapping.some(({ control, until }) => control === known.control && until === known.until),
  )

const timeOf = ({ record, started }: JournalEntry) => record?.time ?? started

/** A write of unknown success counts too: otherwise a bucket whose runs keep failing would be written to without end. */
function mayHaveRemediated(
  { record, intent, started, unneeded }: JournalEntry,
  control: ControlId,
  now: Date,
): boolean {
  if (intent.undo || unneeded) return false
  const isForControl = ({ step }: Pick<StepResult, 'step'>) => step.controls.includes(control)
  if (!record) {
    const isKilled = now.getTime() - Date.parse(started) > LONGEST_RUN
    return isKilled && intent.steps.some((step) => isForControl({ step }))
  }
  return record.steps.some(
    (result) => isForControl(result) && (result.status === 'done' || result.window !== undefined),
  )
}

function distinct(actors: readonly Actor[]): readonly Actor[] {
  const newestFirst = actors.toReversed()
  const nameOf = ({ arn, userAgent }: Actor) => `${arn} ${userAgent}`
  return newestFirst
    .filter(
      (actor, index) => newestFirst.findIndex((one) => nameOf(one) === nameOf(actor)) === index,
    )
    .slice(0, MOST_NAMED)
}
