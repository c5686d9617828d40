import type { Bucket } from '../bucket.ts'
import { strengthen } from '../encryption/requirement.ts'
import type { EncryptionRule } from '../encryption/rule.ts'
import { snapshotAfter } from '../plan/snapshot-after.ts'
import type { PolicyDocument } from '../policy/document.ts'
import { mergeOwnStatements } from '../statements/merge.ts'
import { withoutOwn } from '../statements/without-own.ts'
import type { Step } from '../step.ts'
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
  readonly foundFor: (standing: Value | null) => Value | null | undefined
  /** The time of the call that it put back, where it did that. */
  readonly restores: number | undefined
}

/** In the order in which they were written. */
export const policyWrites = (
  entries: readonly JournalEntry[],
): readonly OwnWrite<PolicyDocument>[] =>
  inOrderOfWriting(entries.flatMap((entry) => writesOf(entry, 'policy', policyBefore)))

export const encryptionWrites = (
  entries: readonly JournalEntry[],
): readonly OwnWrite<EncryptionRule>[] =>
  inOrderOfWriting(entries.flatMap((entry) => writesOf(entry, 'encryption', ruleBefore)))

const inOrderOfWriting = <Value>(writes: readonly OwnWrite<Value>[]) =>
  writes.toSorted((one, other) => one.written - other.written || one.asked - other.asked)

type Before<Value> = (
  step: Step,
  standing: Value | null,
  bucket: Bucket,
  before: Value | null,
) => Value | null | undefined

/** Without the statements that the step asks for, where they all stand there. */
const policyBefore: Before<PolicyDocument> = (step, standing, bucket) => {
  if (step.type !== 'put-bucket-policy') return undefined
  if (mergeOwnStatements(standing ?? undefined, step, bucket).changes.length > 0) return undefined
  const sids = step.required.map(({ Sid }) => Sid)
  const before = withoutOwn(standing, sids, bucket)
  return before === standing ? undefined : before
}

/** Of a rule that meets the demand nobody can tell what it was before. */
const ruleBefore: Before<EncryptionRule> = (step, standing, bucket, before) => {
  if (step.type !== 'put-bucket-encryption') return undefined
  const rule = standing ?? undefined
  return strengthen(rule, step.demand, bucket) === rule ? before : undefined
}

function writesOf<Value>(
  entry: JournalEntry,
  part: 'policy' | 'encryption',
  beforeOf: Before<Value>,
): readonly OwnWrite<Value>[] {
  const start = (entry.record?.before ?? entry.intent.before)[part]
  if (entry.unneeded || start === undefined) return []
  const { bucket, time } = entry.intent.event
  const writes: OwnWrite<Value>[] = []
  for (const { step, isSure, window } of sentBy(entry)) {
    if (!step.type.endsWith(part)) continue
    const last = writes.at(-1)
    // Of a part the value has the part's type.
    const before = last ? last.put : (start as Value | null)
    const put = snapshotAfter({ [part]: before }, step, bucket)[part] as Value | null
    // A person who undoes a change says nothing of what somebody else put.
    const isPutBack = step.type.startsWith('restore-') && !entry.intent.undo
    const restores = isPutBack ? Date.parse(time) : undefined
    const foundFor = (standing: Value | null) =>
      isSure ? undefined : beforeOf(step, standing, bucket, before)
    writes.push({ ...window, isSure, before, put, foundFor, restores })
  }
  return writes
}

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
