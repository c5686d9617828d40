import { ATTRIBUTES } from '../attributes/all.ts'
import type { AttributeName, StoredValue } from '../attributes/attribute.ts'
import type { Bucket } from '../bucket.ts'
import { valueAfter } from '../plan/after-step.ts'
import { isPut, isRestore, isStepOn, type PutStep, type Step } from '../step.ts'
import { type JournalEntry, LONGEST_RUN } from './entry.ts'
import type { StepResult } from './record.ts'

/** A write by Cooper, as the journal records it. Times are milliseconds since the epoch. */
export interface OwnWrite<Value> {
  readonly asked: number
  readonly read: number
  readonly written: number
  /** Whether it is known that, and when, S3 took the write. It is not where the answer was lost or the run was killed. */
  readonly isSure: boolean
  readonly before: Value | null
  readonly put: Value | null
  /**
   * For a write of unknown success: the value that it must have found if it put the current value. It was merged into that
   * value, and not into the one of its run's first read. `undefined`: it did not put the current value.
   */
  readonly foundFor: (current: Value | null) => Value | null | undefined
  /** The time of the call whose put this write restored, where it restored one. */
  readonly restores: number | undefined
}

/** Cooper's writes of an attribute, oldest first. */
export const ownWrites = <Name extends AttributeName>(
  name: Name,
  entries: readonly JournalEntry[],
): readonly OwnWrite<StoredValue<Name>>[] =>
  entries
    .flatMap((entry) => writesOf(name, entry))
    .toSorted((one, other) => one.written - other.written || one.asked - other.asked)

function writesOf<Name extends AttributeName>(
  name: Name,
  entry: JournalEntry,
): readonly OwnWrite<StoredValue<Name>>[] {
  const { event, undo, before: first } = entry.intent
  const start: StoredValue<Name> | null | undefined = (entry.record?.before ?? first)[name]
  if (entry.unneeded || start === undefined) return []
  const { bucket, time } = event
  const writes: OwnWrite<StoredValue<Name>>[] = []
  for (const { step: sent, isSure, window } of sentBy(entry)) {
    if (!isStepOn(sent, name)) continue
    const step: Step<Name> = sent
    const last = writes.at(-1)
    const before = last ? last.put : start
    const put = valueAfter(before, step, bucket)
    // An undo by a person does not restore a lost update.
    const restores = isRestore(step) && !undo ? Date.parse(time) : undefined
    const foundFor = (current: StoredValue<Name> | null) =>
      isSure ? undefined : foundBefore(step, current, before, bucket)
    writes.push({ ...window, isSure, before, put, foundFor, restores })
  }
  return writes
}

const foundBefore = <Name extends AttributeName>(
  step: Step<Name>,
  current: StoredValue<Name> | null,
  before: StoredValue<Name> | null,
  bucket: Bucket,
) => (isPut(step) ? foundBeforePut(step, current, before, bucket) : undefined)

const foundBeforePut = <Name extends AttributeName>(
  { attribute, change }: PutStep<Name>,
  current: StoredValue<Name> | null,
  before: StoredValue<Name> | null,
  bucket: Bucket,
) => ATTRIBUTES[attribute].foundBefore(current, change, before, bucket)

/** The writes that an entry records. For an entry without a record it is not known which ones were sent, and when. */
function sentBy({ record, started, resumed, intent }: JournalEntry) {
  const asked = Date.parse(started)
  // Only a person resumes an undo that was killed. Until then the entry stays open.
  const end = Date.parse(resumed?.at ?? started) + LONGEST_RUN
  const written = intent.undo ? end : Number.POSITIVE_INFINITY
  const unknown = { asked, read: Number.POSITIVE_INFINITY, written }
  if (!record) return intent.steps.map((step) => ({ step, isSure: false, window: unknown }))
  return record.steps.flatMap(({ step, status, window }: StepResult) =>
    window && status !== 'unneeded'
      ? [
          {
            step,
            isSure: status === 'done' && window.read !== undefined,
            window: {
              asked: Date.parse(window.asked),
              read: window.read ? Date.parse(window.read) : Number.POSITIVE_INFINITY,
              written: Date.parse(window.written),
            },
          },
        ]
      : [],
  )
}
