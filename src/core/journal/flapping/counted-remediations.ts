import type { ControlId } from '../../controls/ids.ts'
import type { BucketEvent } from '../../event.ts'
import { type JournalEntry, LONGEST_RUN, timeOf } from '../entry.ts'
import type { StepResult } from '../record.ts'

/** A remediation of one control. Times are milliseconds since the epoch. */
export interface Remediation {
  readonly event: BucketEvent
  /** When Cooper began to write. */
  readonly start: number
  /** When the control was compliant: S3 had answered the last write. */
  readonly end: number
  /** The time of the journal entry, ISO 8601 in UTC. */
  readonly time: string
}

/**
 * The remediation of a control that an entry records, if any. A write of unknown success counts too: otherwise a bucket
 * whose runs keep failing would be written to without end.
 */
export const remediationsOf =
  (control: ControlId, now: Date) =>
  (entry: JournalEntry): readonly Remediation[] => {
    const { record, intent, started, unneeded } = entry
    if (intent.undo || unneeded) return []
    const isForControl = ({ step }: Pick<StepResult, 'step'>) => step.controls.includes(control)
    const facts = { event: intent.event, time: timeOf(entry) }
    const begun = Date.parse(started)
    if (!record) {
      const isKilled = now.getTime() - begun > LONGEST_RUN
      const isMeant = intent.steps.some((step) => isForControl({ step }))
      return isKilled && isMeant ? [{ ...facts, start: begun, end: begun }] : []
    }
    const written = record.steps.filter(
      (one) => isForControl(one) && (one.status === 'done' || one.window !== undefined),
    )
    if (written.length === 0) return []
    const windows = written.flatMap(({ window }) => window ?? [])
    return [
      {
        ...facts,
        start: Math.min(...windows.map(({ asked }) => Date.parse(asked)), Date.parse(record.time)),
        end: Math.max(...windows.map((one) => Date.parse(one.written)), begun),
      },
    ]
  }

/**
 * The remediations that count towards flapping: the first, and each that followed a reversion. All others belong to the one
 * before: concurrent runs, repeated deliveries, and late events of the same deployment.
 */
export function countedRemediations(remediations: readonly Remediation[]): readonly Remediation[] {
  const counted: Remediation[] = []
  for (const one of remediations.toSorted((first, second) => first.start - second.start)) {
    const last = counted.at(-1)
    if (!last || isAfterReversion(one, last)) counted.push(one)
    else counted.splice(-1, 1, { ...last, end: Math.max(last.end, one.end) })
  }
  return counted
}

const SECOND = 1000

/** Whether the control was compliant before, and the call came later. CloudTrail's times are whole seconds. */
export const isAfterReversion = (
  { event, start }: Pick<Remediation, 'event' | 'start'>,
  { end }: Pick<Remediation, 'end'>,
): boolean => start >= end && Date.parse(event.time) + SECOND > end
