import { ATTRIBUTES } from '../attributes/all.ts'
import type { AttributeName, StoredValue } from '../attributes/attribute.ts'
import type { Bucket } from '../bucket.ts'
import { valueAfter } from '../plan/after-step.ts'
import { isPut, isRestore, isStepOn, type PutStep, type Step } from '../step.ts'
import { type JournalEntry, LONGEST_RUN } from './entry.ts'
import type { StepResult } from './record.ts'

/** A write of Cooper's, as the journal has it. Times are milliseconds since the epoch. */
export interface OwnWrite<Value> {
  readonly asked: number
  readonly read: number
  readonly written: number
  /** Whether it was written, and when: an answer may be lost, and a run be killed. */
  readonly isSure: boolean
  readonly before: Value | null
  readonly put: Value | null
  /**
   * What it found, had it put what stands there: a write that nobody knows of for sure was merged into whatever it found, and
   * not into what its run saw at the first look. `undefined`: it did not put that.
   */
  readonly foundFor: (current: Value | null) => Value | null | undefined
  /** The time of the call that it put back, where it did that. */
  readonly restores: number | undefined
}

/** Cooper's writes of an attribute, in the order in which they were written. */
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
    // A person who undoes a change says nothing of what somebody else put.
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

/** What was sent. Of an entry that is open yet nobody knows how far it came, and so when it wrote. */
function sentBy({ record, started, intent }: JournalEntry) {
  const asked = Date.parse(started)
  // Nothing goes on with a person's undo: one that was killed stays open for ever.
  const written = intent.undo ? asked + LONGEST_RUN : Number.POSITIVE_INFINITY
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
