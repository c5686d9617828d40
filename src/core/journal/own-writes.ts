import type { EncryptionRule } from '../encryption/rule.ts'
import type { PolicyDocument } from '../policy/document.ts'
import type { StepResult } from '../record.ts'
import { snapshotAfter } from '../snapshot-after.ts'
import type { JournalEntry } from './entry.ts'

/** A write of Cooper's, as the journal has it. Times are milliseconds since the epoch. */
export interface OwnWrite<Value> {
  readonly asked: number
  readonly read: number
  readonly written: number
  /** Whether it was written, and when: an answer may be lost, and a run be killed. */
  readonly isSure: boolean
  readonly before: Value | null
  readonly put: Value | null
  /** The time of the call that it put back, where it did that. */
  readonly restores: number | undefined
}

/** In the order in which they were written. */
export const policyWrites = (
  entries: readonly JournalEntry[],
): readonly OwnWrite<PolicyDocument>[] =>
  inOrder(entries.flatMap((entry) => writesOf<PolicyDocument>(entry, 'policy')))

export const encryptionWrites = (
  entries: readonly JournalEntry[],
): readonly OwnWrite<EncryptionRule>[] =>
  inOrder(entries.flatMap((entry) => writesOf<EncryptionRule>(entry, 'encryption')))

const inOrder = <Value>(writes: readonly OwnWrite<Value>[]) =>
  writes.toSorted((one, other) => one.written - other.written || one.asked - other.asked)

function writesOf<Value>(
  entry: JournalEntry,
  part: 'policy' | 'encryption',
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
    const restores = step.type.startsWith('restore-') ? Date.parse(time) : undefined
    writes.push({ ...window, isSure, before, put, restores })
  }
  return writes
}

/** What was sent. Of an entry that is open yet nobody knows how far it came, and so when it wrote. */
function sentBy({ record, opened, intent }: JournalEntry) {
  const asked = Date.parse(opened)
  const unknown = { asked, read: Number.POSITIVE_INFINITY, written: Number.POSITIVE_INFINITY }
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
