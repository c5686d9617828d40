import type { Announcement } from '../announcements/announcement.ts'
import { OUT_OF_TIME, UNEXPECTED } from '../failures/failure.ts'
import { NO_SUCH_BUCKET, UNKNOWN_PRINCIPAL } from '../failures/not-yet.ts'
import { type Finding, isCompliant, isExempt } from '../finding.ts'
import type { Intent, JournalEntry } from '../journal/entry.ts'
import type { RemediationRecord, StepResult } from '../journal/record.ts'
import { isSameSnapshot } from '../posture.ts'

/** Milliseconds after which people are notified again of what has not changed. */
export const TOLD_FOR = 24 * 60 * 60 * 1000

/**
 * The record by which people know already what Cooper would find: the last one of the bucket, not older than a day, of the
 * same settings of the bucket, the same findings and the same intended steps, which S3 refused. So neither a put nor a
 * notification would bring anything new.
 */
export function toldRecord(
  { findings, steps, before }: Pick<Intent, 'findings' | 'steps' | 'before'>,
  entries: readonly JournalEntry[],
  now: Date,
): RemediationRecord | undefined {
  const last = entries.findLast(({ intent, record }) => record !== undefined && !intent.undo)
  const { record, intent, notified = [] } = last ?? {}
  if (!record || !intent || notified.length === 0) return undefined
  const isSame =
    now.getTime() - Date.parse(record.time) < TOLD_FOR &&
    record.lostUpdate === undefined &&
    record.steps.every(isWithoutEffect) &&
    isSameSnapshot(record.after, before) &&
    isSameJson(intent.steps, steps) &&
    isSameJson(essenceOf(record.remaining), essenceOf(findings))
  return isSame ? record : undefined
}

/** The record that announced all that is left to do for a bucket, however long ago. */
export function toldAnnouncement(
  { findings, steps }: Pick<Intent, 'findings' | 'steps'>,
  announced: readonly Announcement[],
  entries: readonly JournalEntry[],
): RemediationRecord | undefined {
  const isAnnounced = (finding: Finding) =>
    announced.some(({ control }) => control === finding.control)
  const isAll = findings.every((one) => isCompliant(one) || isExempt(one) || isAnnounced(one))
  const [first] = announced
  if (!first || steps.length > 0 || !isAll) return undefined
  return entries.find(({ record }) => record?.id === first.id)?.record
}

/** A step that was only reported, or that S3 would refuse again. */
const isWithoutEffect = ({ status, failure }: StepResult) =>
  status === 'planned' ||
  (status === 'failed' && failure !== undefined && !MAY_SUCCEED.includes(failure.code))

const MAY_SUCCEED = [OUT_OF_TIME, UNEXPECTED, NO_SUCH_BUCKET, UNKNOWN_PRINCIPAL]

const essenceOf = (findings: readonly Finding[]) =>
  findings
    .filter((finding) => !isCompliant(finding))
    .map(({ control, verdict, reason }) => ({ control, verdict, reason }))

/** The journal has no fields without a value. */
const isSameJson = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other)
