import { strengthen } from '../encryption/demand.ts'
import type { EncryptionRule } from '../encryption/rule.ts'
import type { PolicyDocument } from '../policy/document.ts'
import { mergeOwnStatements } from '../policy/own-statement.ts'
import type { Snapshot } from '../posture.ts'
import type { StepResult } from '../record.ts'
import type { Step } from '../step.ts'
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
  inOrder(entries.flatMap((entry) => writesOf(entry, 'policy', putPolicyBy)))

export const encryptionWrites = (
  entries: readonly JournalEntry[],
): readonly OwnWrite<EncryptionRule>[] =>
  inOrder(entries.flatMap((entry) => writesOf(entry, 'encryption', putRuleBy)))

const inOrder = <Value>(writes: readonly OwnWrite<Value>[]) =>
  writes.toSorted((one, other) => one.written - other.written || one.asked - other.asked)

type PutBy<Value> = (
  step: Step,
  before: Value | null,
  entry: JournalEntry,
) => Value | null | undefined

/** The policy that a step made of the one before. `undefined`: it is not about the policy. */
export const putPolicyBy: PutBy<PolicyDocument> = (step, before, { intent }) => {
  if (step.type === 'restore-bucket-policy') return step.policy
  if (step.type !== 'put-bucket-policy') return undefined
  return mergeOwnStatements(before ?? undefined, step, intent.event.bucket).document ?? null
}

const putRuleBy: PutBy<EncryptionRule> = (step, before, { intent }) => {
  if (step.type === 'restore-bucket-encryption') return step.rule
  if (step.type !== 'put-bucket-encryption') return undefined
  return strengthen(before ?? undefined, step.demand, intent.event.bucket) ?? null
}

function writesOf<Part extends 'policy' | 'encryption', Value extends NonNullable<Snapshot[Part]>>(
  entry: JournalEntry,
  part: Part,
  putBy: PutBy<Value>,
): readonly OwnWrite<Value>[] {
  const start = (entry.record?.before ?? entry.intent.before)[part]
  if (entry.unneeded || start === undefined) return []
  const writes: OwnWrite<Value>[] = []
  for (const { step, isSure, window } of sentBy(entry)) {
    const last = writes.at(-1)
    const before = last ? last.put : (start as Value | null)
    const put = putBy(step, before, entry)
    if (put === undefined) continue
    const isRestored = step.type.startsWith('restore-')
    const restores = isRestored ? Date.parse(entry.intent.event.time) : undefined
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
