import { assessPosture, withContext } from '../check/assess-bucket.ts'
import { readPosture } from '../check/read-bucket.ts'
import { type BucketEvent, isByAnotherCooper } from '../core/event.ts'
import { type Finding, isByRequest, isCompliant } from '../core/finding.ts'
import { postureAfterRestore } from '../core/journal/lost-update.ts'
import type { RemediationRecord } from '../core/journal/record.ts'
import type { JournalPlace, Ports } from '../core/ports.ts'
import type { Settings } from '../core/settings.ts'
import { type Case, carryOut } from './carry-out.ts'
import { findInterruptedRun } from './conclude.ts'
import { type AssessmentWithHistory, considerHistory, readHistory } from './consider-history.ts'
import { findLostUpdate } from './find-lost-update.ts'

export type Result =
  | { readonly outcome: 'compliant' | 'gone' | 'flapping'; readonly reason: string }
  | {
      readonly outcome: 'exempt'
      readonly reason: string
      readonly exempted: readonly Finding[]
    }
  | RemediationRecord

/**
 * Looks at the bucket that an event names, mends what falls short, looks again and tells.
 * Throws what another delivery of the event may get over.
 *
 * Each of these requests waits for the one before. A compliant bucket needs the first only, the policy and the
 * encryption at the same time; a second write, where encryption and policy both fall short, two more:
 *
 * 1. read the bucket: an event is a hint;
 * 2. its tags and the like, and meanwhile its history: nobody asks for them where nothing falls short. What the history
 *    lists is read by name, so where there is any it takes one request more;
 * 3. the intent, into the journal: a killed run's change would be nobody's otherwise;
 * 4. the policy again: whatever somebody put since 1 would be lost. Together with 3 it would be read too early;
 * 5. put it;
 * 6. read the bucket again: an answer of 200 proves nothing;
 * 7. the record, into the journal: so that a repeat, should there be one, tells the same;
 * 8. the message;
 * 9. its mark in the journal: people have heard by then.
 */
export async function remediateBucket(
  event: BucketEvent,
  settings: Settings,
  ports: Ports,
): Promise<Result> {
  const { s3, now } = ports
  const [live, interrupted] = await Promise.all([
    readPosture(event.bucket, s3),
    findInterruptedRun(event, ports),
  ])
  if (!live) return interrupted ? endWithBucket(interrupted, ports) : GONE

  const lostUpdate = await findLostUpdate(event, live, settings, ports)
  const goal = lostUpdate?.step ? postureAfterRestore(live, lostUpdate.step) : live
  const suspected = assessPosture(goal, circumstancesAfter(event, settings, now()))
  const history = readHistory(suspected, ports)
  // A journal that fails is in the way of those only who need it: not of a bucket that turns out to be exempt.
  history.catch(() => undefined)
  const examined = await withContext(suspected, s3)
  if (!examined) return GONE
  const isUnfinished = interrupted !== undefined || lostUpdate !== undefined
  if (!isUnfinished && examined.findings.every(isCompliant)) return COMPLIANT

  const assessed = await considerHistory(examined, history, event, now())
  if (!isUnfinished && assessed.findings.every(isSettled(assessed))) return quiet(assessed)

  const done = await carryOut(
    { event, live, lostUpdate, assessed, interrupted } satisfies Case,
    ports,
  )
  if (done === 'gone') return GONE
  // What stood there at the first look, another run may have written over since.
  if (!lostUpdate && (await findLostUpdate(event, done.after, settings, ports))) {
    return remediateBucket(event, settings, ports)
  }
  return done.result === 'nothing' ? COMPLIANT : done.result
}

function circumstancesAfter(event: BucketEvent, settings: Settings, now: Date) {
  const isAfterAnotherCooper = isByAnotherCooper(event)
  const asked = isAfterAnotherCooper ? { ...settings, kmsKeysAllowed: [] } : settings
  return { settings: asked, today: now.toISOString().slice(0, 10), isAfterAnotherCooper }
}

/** Somebody asked for it to be left so, or people were told before that it is. */
const isSettled =
  ({ knownFlapping }: AssessmentWithHistory) =>
  (finding: Finding) =>
    isCompliant(finding) ||
    isByRequest(finding) ||
    knownFlapping.some(({ control }) => control === finding.control)

const COMPLIANT = { outcome: 'compliant', reason: 'Nothing falls short' } as const

/** What was begun can be neither ended nor told of: there is no bucket to be told of. */
async function endWithBucket(interrupted: JournalPlace, { journal }: Ports) {
  await journal.amend(interrupted, { ...interrupted.entry, unneeded: true })
  return GONE
}

const GONE = { outcome: 'gone', reason: 'The bucket is gone by now' } as const

function quiet({ findings, flapping }: Pick<AssessmentWithHistory, 'findings' | 'flapping'>) {
  const [fight] = flapping
  if (fight) {
    const reason = `Cooper holds still until ${fight.until}, as people were told`
    return { outcome: 'flapping', reason } as const
  }
  const reasons = new Set(findings.flatMap(({ exemption }) => exemption?.reason ?? []))
  return { outcome: 'exempt', reason: [...reasons].join('; '), exempted: findings } as const
}
