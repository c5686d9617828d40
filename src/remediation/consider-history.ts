import type { Examination } from '../check/assess-bucket.ts'
import { assess } from '../core/assessment/assess.ts'
import type { BucketEvent } from '../core/event.ts'
import { type Finding, isNonCompliant } from '../core/finding.ts'
import type { JournalEntry } from '../core/journal/entry.ts'
import { fightsOver, fightsSince, isOldNews } from '../core/journal/find-flapping.ts'
import type { Fight } from '../core/journal/flapping.ts'
import { holdsIn } from '../core/journal/holds.ts'
import type { Dependencies } from '../core/ports.ts'
import type { Settings } from '../core/settings.ts'

export interface Heeded extends Examination {
  /** What is fought over, and only reported on for a while. */
  readonly fights: readonly Fight[]
  /** Those that people were told of before. */
  readonly oldFights: readonly Fight[]
}

/** What was done about the bucket before; nobody asks where nothing falls short. */
export async function historyOf(
  { posture, circumstances, findings }: Examination,
  { journal, now }: Pick<Dependencies, 'journal' | 'now'>,
): Promise<readonly JournalEntry[]> {
  if (!findings.some(isNonCompliant)) return []
  return journal.recent(posture.bucket, fightsSince(now(), circumstances.settings))
}

/** What falls short, in the light of what was done about it before: undone by a person, or mended again and again. */
export async function heedHistory(
  examined: Examination,
  history: ReturnType<typeof historyOf>,
  event: BucketEvent,
  now: Date,
): Promise<Heeded> {
  const { posture, circumstances, findings } = examined
  if (!findings.some(isNonCompliant)) return { ...examined, fights: [], oldFights: [] }
  const entries = await history
  const { settings, today } = circumstances
  const records = entries.flatMap(({ record }) => record ?? [])
  const held = { ...circumstances, holds: holdsIn(entries, today) }
  const isMended = (finding: Finding) =>
    isNonCompliant(finding) && settings.modes[finding.control] === 'remediate'
  const controls = assess(posture, held)
    .filter(isMended)
    .map(({ control }) => control)
  const fights = fightsOver(controls, entries, event, settings, now)
  const heeded = { ...held, settings: reportingOn(fights, settings) }
  return {
    posture,
    circumstances: heeded,
    findings: assess(posture, heeded),
    fights,
    oldFights: fights.filter((fight) => isOldNews(fight, records)),
  }
}

const reportingOn = (fights: readonly Fight[], settings: Settings): Settings => ({
  ...settings,
  modes: {
    ...settings.modes,
    ...Object.fromEntries(fights.map(({ control }) => [control, 'report'] as const)),
  },
})
