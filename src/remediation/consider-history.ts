import type { AssessedBucket } from '../check/assess-bucket.ts'
import { assess } from '../core/assessment/assess.ts'
import type { BucketEvent } from '../core/event.ts'
import { type Finding, isNonCompliant } from '../core/finding.ts'
import type { JournalEntry } from '../core/journal/entry.ts'
import { findFlapping, historySince, wasNotified } from '../core/journal/find-flapping.ts'
import type { Flapping } from '../core/journal/flapping.ts'
import { holdsIn } from '../core/journal/holds.ts'
import type { Ports } from '../core/ports.ts'
import type { Settings } from '../core/settings.ts'

export interface AssessmentWithHistory extends AssessedBucket {
  /** What is fought over, and only reported on for a while. */
  readonly flapping: readonly Flapping[]
  /** Those that people were told of before. */
  readonly knownFlapping: readonly Flapping[]
}

/** What was done about the bucket before; nobody asks where nothing falls short. */
export async function readHistory(
  { posture, circumstances, findings }: AssessedBucket,
  { journal, now }: Pick<Ports, 'journal' | 'now'>,
): Promise<readonly JournalEntry[]> {
  if (!findings.some(isNonCompliant)) return []
  return journal.recent(posture.bucket, historySince(now(), circumstances.settings))
}

/** What falls short, in the light of what was done about it before: undone by a person, or mended again and again. */
export async function considerHistory(
  examined: AssessedBucket,
  history: ReturnType<typeof readHistory>,
  event: BucketEvent,
  now: Date,
): Promise<AssessmentWithHistory> {
  const { posture, circumstances, findings } = examined
  if (!findings.some(isNonCompliant)) return { ...examined, flapping: [], knownFlapping: [] }
  const entries = await history
  const { settings, today } = circumstances
  const records = entries.flatMap(({ record }) => record ?? [])
  const held = { ...circumstances, holds: holdsIn(entries, today) }
  const isMended = (finding: Finding) =>
    isNonCompliant(finding) && settings.modes[finding.control] === 'remediate'
  const controls = assess(posture, held)
    .filter(isMended)
    .map(({ control }) => control)
  const flapping = findFlapping(controls, entries, event, settings, now)
  const heeded = { ...held, settings: reportingOn(flapping, settings) }
  return {
    posture,
    circumstances: heeded,
    findings: assess(posture, heeded),
    flapping,
    knownFlapping: flapping.filter((fight) => wasNotified(fight, records)),
  }
}

const reportingOn = (flapping: readonly Flapping[], settings: Settings): Settings => ({
  ...settings,
  modes: {
    ...settings.modes,
    ...Object.fromEntries(flapping.map(({ control }) => [control, 'report'] as const)),
  },
})
