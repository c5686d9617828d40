import { describeAnnouncement } from '../announcements/announcement.ts'
import { type Settling, settlingReason } from '../assessment/settling.ts'
import { type Finding, isByRequest, isCompliant, isExempt } from '../finding.ts'
import { OUTCOMES, type RemediationRecord } from '../journal/record.ts'
import { describeUnreadable } from '../messages/conflicts.ts'
import { describeStepResult } from '../messages/describe-step-result.ts'
import { keepName, LONGEST_REASON, printable } from '../printable.ts'

/** The kind of a note: an outcome, `settling` where a bucket waits for hours, or `ending` where an exemption ends soon. */
export type NoteKind = (typeof NOTE_KINDS)[number]

export const NOTE_KINDS = [...OUTCOMES, 'settling', 'ending'] as const

/** The result of one bucket in a sweep, as the digest reports it: a small object beside the journal. */
export interface Note {
  readonly version: 1
  readonly sweep: string
  readonly kind: NoteKind
  readonly account: string
  readonly bucket: string
  readonly time: string
  /** Printable lines. */
  readonly lines: readonly string[]
  /** The last day of an exemption that ends soon. */
  readonly until?: string
}

/** What a note is about. */
type NoteSubject = Pick<Note, 'account' | 'bucket' | 'time' | 'sweep'>

/** The notes of a bucket: the first one says what was found and done, the second one that an exemption ends soon. */
export function notesOf(record: RemediationRecord, sweep: string): readonly Note[] {
  const { outcome, account, bucket, time, steps, remaining, findings, announced = [] } = record
  const waiting = announced.map(
    (one) =>
      `- ${one.control}: ${printable(describeAnnouncement(one, bucket, time.slice(0, 10)))}.`,
  )
  const done = steps.flatMap((result) => describeStepResult(result, record))
  const open = remaining.filter((finding) => !isExempt(finding)).map(describeFinding)
  // People who asked for an exemption need not be notified of it.
  const exempt = remaining.filter((one) => isExempt(one) && !isByRequest(one)).map(describeFinding)
  const why = findings.filter((one) => !isCompliant(one) && !isByRequest(one)).map(describeFinding)
  const unread = describeUnreadable(record)
  const shortened = (line: string) => shortLine(keepName(line, bucket))
  const lines = [...new Set([...waiting, ...done, ...open, ...exempt, ...unread])].map(shortened)
  const texts = lines.length > 0 ? lines : why.map(shortened)
  const about = { account, bucket, time, sweep }
  const note = { version: 1, ...about, kind: outcome, lines: texts } as const
  return [note, ...endingOf(remaining, about)]
}

const describeFinding = ({ control, reason }: Finding) => `- ${control}: ${printable(reason)}.`

const MOST_CHARACTERS = 600

// The line is printable already, but text from a policy can make it long.
const shortLine = (line: string) =>
  line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line

/** A note where an exemption of the bucket ends within two weeks. */
export function endingOf(findings: readonly Finding[], subject: NoteSubject): readonly Note[] {
  const { bucket, time } = subject
  const [until] = findings.flatMap(({ exemption }) => exemption?.until ?? []).toSorted()
  if (until === undefined || until > daysAfter(time, SOON)) return []
  const ending = findings.filter(({ exemption }) => exemption?.until === until)
  const lines = ending.map(describeFinding).map((line) => shortLine(keepName(line, bucket)))
  return [{ version: 1, ...subject, kind: 'ending', lines, until }]
}

/** A note where a bucket has waited for hours for the end of its deployment. */
export function longWaitOf(settling: Settling, subject: NoteSubject): readonly Note[] {
  const { bucket, time } = subject
  const { since, stack } = settling
  if (Date.parse(time) - Date.parse(since) < LONG_WAIT) return []
  const what = stack
    ? `Find out why the stack ${stack.name} is not finished`
    : 'Find out why its deployment is not finished'
  const lines = [
    `- ${printable(settlingReason(settling), LONGEST_REASON)}.`,
    `  What to do: ${printable(what)}. Cooper waits for a day at most, and then adds a bucket policy.`,
  ].map((line) => shortLine(keepName(line, bucket)))
  return [{ version: 1, ...subject, kind: 'settling', lines }]
}

/** In milliseconds. Most stacks are finished within an hour. */
const LONG_WAIT = 3 * 60 * 60 * 1000

const SOON = 14

const MILLISECONDS_A_DAY = 24 * 60 * 60 * 1000

const daysAfter = (time: string, days: number) =>
  new Date(Date.parse(time) + days * MILLISECONDS_A_DAY).toISOString().slice(0, 10)
