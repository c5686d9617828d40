import type { Announcement } from '../announcements/announcement.ts'
import { ATTRIBUTE_NAMES } from '../attributes/all.ts'
import { bucketOfRecord, type RemediationRecord } from '../journal/record.ts'
import { snapshotAfter } from '../plan/after-step.ts'
import type { Snapshot } from '../posture.ts'
import { printable } from '../printable.ts'

/** What the announced steps would change, line by line with + and -. Every line is printable. */
export function describeChanges(
  record: RemediationRecord,
  announced: readonly Announcement[],
): readonly string[] {
  const { steps, after } = record
  const bucket = bucketOfRecord(record)
  const isAnnounced = (control: string) => announced.some((one) => one.control === control)
  const then = steps
    .filter(({ step, status }) => status === 'planned' && step.controls.some(isAnnounced))
    .reduce<Snapshot>((now, { step }) => snapshotAfter(now, step, bucket), after)
  return ATTRIBUTE_NAMES.flatMap((attribute) =>
    changedLines(linesOf(after[attribute]), linesOf(then[attribute])),
  )
}

const linesOf = (value: object | null | undefined): readonly string[] =>
  value ? JSON.stringify(value, undefined, 2).split('\n') : []

/** The lines between the common beginning and the common end. */
function changedLines(old: readonly string[], fresh: readonly string[]): readonly string[] {
  const start = common(old, fresh)
  const rest = [old.slice(start), fresh.slice(start)] as const
  const end = common(rest[0].toReversed(), rest[1].toReversed())
  const marked = (mark: string, lines: readonly string[]) =>
    lines.slice(0, lines.length - end).map((line) => `${mark} ${printable(line)}`)
  return [...marked('-', rest[0]), ...marked('+', rest[1])]
}

function common(one: readonly string[], other: readonly string[]): number {
  const first = one.findIndex((line, index) => line !== other[index])
  return first === -1 ? one.length : first
}
