import type { ControlId } from '../../controls/ids.ts'
import type { Actor, BucketEvent } from '../../event.ts'
import type { Settings } from '../../settings.ts'
import { type JournalEntry, timeOf } from '../entry.ts'
import type { RemediationRecord } from '../record.ts'
import { countedRemediations, isAfterReversion, remediationsOf } from './counted-remediations.ts'
import type { Flapping } from './flapping.ts'

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
    const recent = entries.filter((entry) => Date.parse(timeOf(entry)) >= from)
    const counted = countedRemediations(recent.flatMap(remediationsOf(control, now)))
    const [first, ...others] = counted
    const latest = counted.at(-1)
    const asked = { event, start: now.getTime() }
    if (counted.length < settings.flappingLimit || !first || !latest) return []
    if (!isAfterReversion(asked, latest)) return []
    const until = new Date(now.getTime() + settings.flappingHours * HOUR).toISOString()
    const by = distinct(
      [...others, asked].flatMap((one) => (isRevert(one.event) ? one.event.actor : [])),
    )
    return [{ control, times: counted.length, since: first.time, until, by }]
  })
}

/** Whether the call may have reverted a control. A sweep or a change of tags only causes a check. */
const isRevert = ({ name }: Pick<BucketEvent, 'name'>) =>
  /^(Put|Delete)Bucket(Policy|Encryption)$/.test(name)

/** Whether people were already notified of it. */
export const wasNotified = (known: Flapping, records: readonly RemediationRecord[]): boolean =>
  records.some(({ flapping = [] }) =>
    flapping.some(({ control, until }) => control === known.control && until === known.until),
  )

function distinct(actors: readonly Actor[]): readonly Actor[] {
  const newestFirst = actors.toReversed()
  const nameOf = ({ arn, userAgent }: Actor) => `${arn} ${userAgent}`
  return newestFirst
    .filter(
      (actor, index) => newestFirst.findIndex((one) => nameOf(one) === nameOf(actor)) === index,
    )
    .slice(0, MOST_NAMED)
}
