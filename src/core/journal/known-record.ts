import type { Announcement } from '../announcements/announcement.ts'
import { LAST_STATEMENT, OUT_OF_TIME, UNEXPECTED } from '../failures/failure.ts'
import { NO_SUCH_BUCKET, UNKNOWN_PRINCIPAL } from '../failures/not-yet.ts'
import { TOO_LARGE } from '../failures/too-large.ts'
import { type Finding, isCompliant, isExempt } from '../finding.ts'
import { isSameSnapshot } from '../posture.ts'
import { isSameStep } from '../step.ts'
import type { Intent, JournalEntry } from './entry.ts'
import type { RemediationRecord, StepResult } from './record.ts'

/** Milliseconds after which people are notified again of what has not changed. */
export const NOTIFY_AGAIN_AFTER = 24 * 60 * 60 * 1000

/** Milliseconds after which Cooper tries a refused put again, since the permissions may have changed. */
export const TRY_AGAIN_AFTER = 60 * 60 * 1000

export interface KnownRecord {
  readonly record: RemediationRecord
  /** Whether a put may succeed now. If S3 refuses it with the same failure, nobody needs to be notified again. */
  readonly isWorthTrying: boolean
}

/**
 * The record by which people know already what Cooper would find: the last one of the bucket, not older than a day, of the
 * same settings of the bucket, the same findings and no other intended steps, which S3 refused. Where the bucket could not be
 * read afterwards, what it was before counts.
 */
export function knownRecord(
  { event, findings, steps, before }: Intent,
  entries: readonly JournalEntry[],
  now: Date,
): KnownRecord | undefined {
  const tries = entries.filter((entry) => !entry.intent.undo)
  const { record, intent } = lastTold(tries) ?? {}
  const lastTry = tries.at(-1)
  if (!record || !intent || !lastTry) return undefined
  const isSame =
    now.getTime() - Date.parse(record.time) < NOTIFY_AGAIN_AFTER &&
    record.lostUpdate === undefined &&
    record.steps.every(isWithoutEffect) &&
    isSameSnapshot({ ...record.before, ...record.after }, before) &&
    // A run that resumed the entry added its steps to those of the run before.
    steps.every((step) => intent.steps.some((one) => isSameStep(one, step))) &&
    [record.remaining, record.findings].some((one) =>
      isSameJson(essenceOf(one), essenceOf(findings)),
    )
  if (!isSame) return undefined
  const isDue =
    event.name === 'CreateBucket' ||
    now.getTime() - Date.parse(lastTry.started) >= TRY_AGAIN_AFTER ||
    isPassing(lastTry)
  return { record, isWorthTrying: isDue && !record.steps.every(isDecidedByBucket) }
}

/** The last entry with a lasting record, or one right before it with the same failure, of which people were notified. */
function lastTold(tries: readonly JournalEntry[]): JournalEntry | undefined {
  const recorded = tries.filter((entry) => entry.record !== undefined && !isPassing(entry))
  const last = recorded.at(-1)?.record
  const isOther = ({ record }: JournalEntry) => !record || !last || !isSameFailure(record, last)
  const same = recorded.slice(recorded.findLastIndex(isOther) + 1)
  return same.findLast(({ notified = [] }) => notified.length > 0)
}

/** The record that announced all that is left to do for a bucket, however long ago. */
export function knownAnnouncement(
  { findings, steps }: Pick<Intent, 'findings' | 'steps'>,
  announced: readonly Announcement[],
  entries: readonly JournalEntry[],
): KnownRecord | undefined {
  const isAnnounced = (finding: Finding) =>
    announced.some(({ control }) => control === finding.control)
  const isAll = findings.every((one) => isCompliant(one) || isExempt(one) || isAnnounced(one))
  const [first] = announced
  if (!first || steps.length > 0 || !isAll) return undefined
  const record = entries.find((entry) => entry.record?.id === first.id)?.record
  return record && { record, isWorthTrying: false }
}

/** Whether S3 refused the same steps as in the other record, with the same failures. */
export const isSameFailure = (one: RemediationRecord, other: RemediationRecord): boolean =>
  isSameJson(essenceOf(one.remaining), essenceOf(other.remaining)) &&
  isSameJson(one.steps.map(essenceOfStep), other.steps.map(essenceOfStep))

const essenceOfStep = ({ status, failure }: StepResult) => ({ status, code: failure?.code })

/** A step that was only reported, or whose failure depends on nothing but the settings of the bucket. */
const isDecidedByBucket = ({ status, failure }: StepResult) =>
  status === 'planned' || (failure !== undefined && DECIDED_BY_BUCKET.includes(failure.code))

const DECIDED_BY_BUCKET = [TOO_LARGE, LAST_STATEMENT.code, 'MalformedPolicy']

/** A step that was only reported, or that S3 refused. Failures that pass by themselves do not count. */
const isWithoutEffect = (result: StepResult) =>
  result.status === 'planned' || (result.status === 'failed' && !maySucceed(result))

/** Nothing was changed, because of a failure that passes by itself: what people were notified of before it still counts. */
const isPassing = ({ record }: JournalEntry) =>
  record !== undefined &&
  record.lostUpdate === undefined &&
  record.steps.some(maySucceed) &&
  record.steps.every(({ status }) => status === 'failed')

const maySucceed = ({ failure }: StepResult) =>
  failure === undefined || MAY_SUCCEED.includes(failure.code)

const MAY_SUCCEED = [OUT_OF_TIME, UNEXPECTED, NO_SUCH_BUCKET, UNKNOWN_PRINCIPAL]

const essenceOf = (findings: readonly Finding[]) =>
  findings
    .filter((finding) => !isCompliant(finding))
    .map(({ control, verdict, reason }) => ({ control, verdict, reason }))

/** The journal has no fields without a value. */
const isSameJson = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other)
