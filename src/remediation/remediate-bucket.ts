import { watchOf } from '../core/announcements/watch.ts'
import { assess } from '../core/assessment/assess.ts'
import type { BucketEvent } from '../core/event.ts'
import { isSameFailure } from '../core/journal/known-record.ts'
import { recordOf } from '../core/journal/record-of.ts'
import type { JournalPlace, Ports } from '../core/ports.ts'
import type { Settings } from '../core/settings.ts'
import { applyPlan } from './apply/apply-plan.ts'
import { verify } from './apply/verify.ts'
import { assessWithHistory } from './assess-with-history.ts'
import { claimAnnouncement } from './claim-announcement.ts'
import { closeUnneeded, findInterruptedRun } from './find-interrupted-run.ts'
import { findLostUpdate } from './find-lost-update.ts'
import { readNewBucket, stopIfNew, stopIfNotYet } from './new-bucket.ts'
import { planRemediation } from './plan-remediation.ts'
import { recordAndNotify } from './record-and-notify.ts'
import { restoreLostUpdate } from './restore-lost-update.ts'
import {
  GONE,
  IN_PROGRESS,
  mayStaySilent,
  needsNoAction,
  nothingNewSince,
  quietResult,
  type Result,
} from './result.ts'
import { isNothingToReport, workDone } from './work-done.ts'
import { writeIntent } from './write-intent.ts'

/**
 * Makes the bucket that an event names compliant: read, find an interrupted run, find a lost update, assess, plan, write
 * the intent, apply, verify, record and notify. Throws an error if a retry of the event may succeed.
 *
 * Each of these requests waits for the one before. A compliant bucket needs only the first, which reads the policy and
 * the encryption concurrently. A second write, where both are non-compliant, needs two more requests.
 *
 * 1. Read the bucket, since an event is only a hint.
 * 2. If a control is non-compliant, read tags and other context, and concurrently list its history and its holds in
 *    the journal, and, without a policy, the notes on its deployment. If there are any, read these entries.
 *    If people know all of it already and S3 would refuse the same put again, the run ends here.
 * 3. Write the intent to the journal, so that a retry can report the change if this run is killed. Concurrently put its
 *    mark in the outbox, so that the hourly run can report it without the event. If a fix is announced, claim that before.
 * 4. Read the policy again, so that no put since step 1 is lost. A read concurrent to step 3 would be too early.
 * 5. Put the policy.
 * 6. Read the bucket again, since an answer of 200 proves nothing.
 * 7. Write the record to the journal, so that a retry sends the same notification.
 * 8. Notify people.
 * 9. Mark in the journal that they were notified, and concurrently remove the mark in the outbox.
 */
export async function remediateBucket(
  event: BucketEvent,
  settings: Settings,
  ports: Ports,
): Promise<Result> {
  // Read, and find an interrupted run.
  const asked = ports.now()
  const [posture, { interrupted, isInProgress }] = await Promise.all([
    readNewBucket(event, ports),
    findInterruptedRun(event, ports),
  ])
  if (!posture) return endGone(event, interrupted, ports)

  // Find a lost update.
  const { lostUpdate, isOutdated } = await findLostUpdate(
    event,
    { posture, asked },
    settings,
    ports,
  )
  if (isOutdated) return remediateBucket(event, settings, ports)

  // Assess.
  const isUnfinished = interrupted !== undefined || lostUpdate !== undefined
  const assessed = await assessWithHistory(event, posture, lostUpdate, settings, ports)
  if (!assessed) return endGone(event, interrupted, ports)
  if (!isUnfinished && needsNoAction(assessed)) {
    return isInProgress ? IN_PROGRESS : quietResult(assessed)
  }

  // Plan, and write the intent.
  const plan = planRemediation(event, posture, lostUpdate, assessed, ports.now())
  const mayBeSilent = plan.known && (await mayStaySilent(event, ports))
  const known = mayBeSilent ? plan.known : undefined
  if (known && !known.isWorthTrying && !interrupted)
    return isInProgress ? IN_PROGRESS : nothingNewSince(known.record)
  await claimAnnouncement(event, assessed, ports)
  const isOnRecord = interrupted !== undefined || plan.isForTheRecord
  const entry = isOnRecord ? await writeIntent(plan.intent, interrupted, ports) : undefined

  // Apply: restore the lost update first, then remediate.
  const restored = lostUpdate?.step && (await restoreLostUpdate(lostUpdate.step, posture, ports))
  const live = restored ? restored.posture : posture
  if (!live) return endGone(event, entry, ports)
  const first = restored ? assess(live, assessed.circumstances) : assessed.findings
  const applied = await applyPlan(first, live, assessed.circumstances, ports)
  stopIfNotYet(event, [...(restored ? [restored.attempt] : []), ...applied.attempts], ports)

  // Verify.
  const verified = ports.now()
  const after = await verify(live, applied.attempts, applied.circumstances, ports)
  if (!after) return endGone(event, entry, ports)

  // Record and notify.
  const work = workDone(
    {
      event,
      posture,
      lostUpdate,
      assessed,
      interrupted,
      intent: entry?.entry.intent ?? plan.intent,
    },
    { restored, applied, after },
    ports.now(),
  )
  const record = recordOf(work, ports.now())
  const isKnown = known !== undefined && isSameFailure(record, known.record)
  const isNothing = entry !== undefined && (isKnown || isNothingToReport(record))
  if (isNothing) await closeUnneeded(entry, ports)
  else {
    const watch = watchOf(record, settings.watchDays)
    const watching = watch && ports.reviews?.watch(watch)
    // A failure is thrown below, after people were notified.
    watching?.catch(() => undefined)
    await recordAndNotify(record, { intent: plan.intent, attempts: work.attempts, entry }, ports)
    await watching
  }

  // Another run may have replaced the value that this run read at first, also with an older lost update.
  const isReplaced = restored?.attempt.status === 'unneeded'
  if (!lostUpdate || isReplaced) {
    const since = { posture: after, asked: verified }
    const another = await findLostUpdate(event, since, settings, ports)
    if (another.lostUpdate || another.isOutdated) return remediateBucket(event, settings, ports)
  }
  if (isKnown) return nothingNewSince(known.record)
  if (!isNothing) return record
  return isInProgress
    ? IN_PROGRESS
    : quietResult({ ...assessed, ...applied, findings: record.remaining })
}

/** Ends a run whose bucket no longer exists: there is nothing to finish or to report. Throws if it may only be new. */
async function endGone(event: BucketEvent, entry: JournalPlace | undefined, ports: Ports) {
  stopIfNew(event, ports)
  await closeUnneeded(entry, ports)
  return GONE
}
