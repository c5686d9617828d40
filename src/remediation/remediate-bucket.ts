import { suspect, withContext } from '../check/assess-bucket.ts'
import { readPosture } from '../check/read-bucket.ts'
import { type BucketEvent, isByCooper } from '../core/event.ts'
import { type Finding, isByRequest, isCompliant } from '../core/finding.ts'
import { afterRestoring } from '../core/journal/lost-update.ts'
import type { RemediationRecord } from '../core/journal/record.ts'
import type { Dependencies, JournalPlace } from '../core/ports.ts'
import type { Settings } from '../core/settings.ts'
import { type Case, carryOut } from './carry-out.ts'
import { leftOpen } from './conclude.ts'
import { type Heeded, heedHistory, historyOf } from './consider-history.ts'
import { findCollision } from './find-lost-update.ts'

export type Result =
  | { readonly outcome: 'compliant' | 'gone' | 'contested'; readonly reason: string }
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
  edge: Dependencies,
): Promise<Result> {
  const { s3, now } = edge
  const [live, left] = await Promise.all([readPosture(event.bucket, s3), leftOpen(event, edge)])
  if (!live) return left ? endWithBucket(left, edge) : gone

  const collision = await findCollision(event, live, settings, edge)
  const goal = collision?.step ? afterRestoring(live, collision.step) : live
  const suspected = suspect(goal, circumstancesAfter(event, settings, now()))
  const history = historyOf(suspected, edge)
  // A journal that fails is in the way of those only who need it: not of a bucket that turns out to be exempt.
  history.catch(() => undefined)
  const examined = await withContext(suspected, s3)
  if (!examined) return gone
  const isUnfinished = left !== undefined || collision !== undefined
  if (!isUnfinished && examined.findings.every(isCompliant)) return compliant

  const heeded = await heedHistory(examined, history, event, now())
  if (!isUnfinished && heeded.findings.every(isSettled(heeded))) return quiet(heeded)

  const done = await carryOut({ event, live, collision, heeded, left } satisfies Case, edge)
  if (done === 'gone') return gone
  // What stood there at the first look, another run may have written over since.
  if (!collision && (await findCollision(event, done.after, settings, edge))) {
    return remediateBucket(event, settings, edge)
  }
  return done.result === 'nothing' ? compliant : done.result
}

function circumstancesAfter(event: BucketEvent, settings: Settings, now: Date) {
  const isAfterCooper = isByCooper(event)
  const asked = isAfterCooper ? { ...settings, kmsKeysAllowed: [] } : settings
  return { settings: asked, today: now.toISOString().slice(0, 10), isAfterCooper }
}

/** Somebody asked for it to be left so, or people were told before that it is. */
const isSettled =
  ({ oldFights }: Heeded) =>
  (finding: Finding) =>
    isCompliant(finding) ||
    isByRequest(finding) ||
    oldFights.some(({ control }) => control === finding.control)

const compliant = { outcome: 'compliant', reason: 'Nothing falls short' } as const

/** What was begun can be neither ended nor told of: there is no bucket to be told of. */
async function endWithBucket(left: JournalPlace, { journal }: Dependencies) {
  await journal.amend(left, { ...left.entry, unneeded: true })
  return gone
}

const gone = { outcome: 'gone', reason: 'The bucket is gone by now' } as const

function quiet({ findings, fights }: Pick<Heeded, 'findings' | 'fights'>) {
  const [fight] = fights
  if (fight) {
    const reason = `Cooper holds still until ${fight.until}, as people were told`
    return { outcome: 'contested', reason } as const
  }
  const reasons = new Set(findings.flatMap(({ exemption }) => exemption?.reason ?? []))
  return { outcome: 'exempt', reason: [...reasons].join('; '), exempted: findings } as const
}
