import type { ControlId } from '../controls/ids.ts'
import { type Actor, type BucketEvent, BY_SWEEP, isTagging } from '../event.ts'
import type { Fight } from '../fight.ts'
import type { RemediationRecord } from '../record.ts'
import type { Settings } from '../settings.ts'

const MOST_NAMED = 5

const HOUR = 60 * 60 * 1000

/** How far back the records of a bucket matter. */
export const fightsSince = (now: Date, { fightHours }: Settings): Date =>
  new Date(now.getTime() - fightHours * HOUR)

/** What is fought over among these controls, by the records of the bucket, oldest first. */
export function fightsOver(
  controls: readonly ControlId[],
  records: readonly RemediationRecord[],
  event: BucketEvent,
  settings: Settings,
  now: Date,
): readonly Fight[] {
  const known = records.flatMap(({ fights = [] }) => fights)
  return controls.flatMap((control) => {
    const last = known.findLast((fight) => fight.control === control)
    if (last && Date.parse(last.until) > now.getTime()) return [last]
    const from = Math.max(fightsSince(now, settings).getTime(), Date.parse(last?.until ?? '') || 0)
    const mends = records.filter(
      (record) => Date.parse(record.time) >= from && wasMendedIn(record, control),
    )
    const [first, ...others] = mends
    if (!first || mends.length < settings.fightLimit) return []
    const until = new Date(now.getTime() + settings.fightHours * HOUR).toISOString()
    const causes = [...others.map(({ event: { name }, actor }) => ({ name, actor })), event]
    const by = distinct(causes.filter(mayUndo).map(({ actor }) => actor))
    return [{ control, times: mends.length, since: first.time, until, by }]
  })
}

/** A sweep, or who tags a bucket, only made Cooper look. */
const mayUndo = ({ name }: Pick<BucketEvent, 'name'>) => name !== BY_SWEEP && !isTagging({ name })

/** Whether people were told of it before. */
export const isOldNews = (fight: Fight, records: readonly RemediationRecord[]): boolean =>
  records.some(({ fights = [] }) =>
    fights.some(({ control, until }) => control === fight.control && until === fight.until),
  )

const wasMendedIn = ({ steps, undo }: RemediationRecord, control: ControlId) =>
  undo === undefined &&
  steps.some(({ status, step }) => status === 'done' && step.controls.includes(control))

function distinct(actors: readonly Actor[]): readonly Actor[] {
  const newestFirst = actors.toReversed()
  const nameOf = ({ arn, userAgent }: Actor) => `${arn} ${userAgent}`
  return newestFirst
    .filter(
      (actor, index) => newestFirst.findIndex((one) => nameOf(one) === nameOf(actor)) === index,
    )
    .slice(0, MOST_NAMED)
}
