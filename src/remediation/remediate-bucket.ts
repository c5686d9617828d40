import { readPosture } from '../check/read-bucket.ts'
import { assess } from '../core/assessment/assess.ts'
import type { BucketEvent } from '../core/event.ts'
import { type Finding, isByRequest, isCompliant } from '../core/finding.ts'
import type { RemediationRecord } from '../core/journal/record.ts'
import { recordOf } from '../core/journal/record.ts'
import type { Ports } from '../core/ports.ts'
import type { Settings } from '../core/settings.ts'
import { applyPlan } from './apply-plan.ts'
import { type AssessmentWithHistory, assessWithHistory } from './assess-with-history.ts'
import { closeUnneeded, findInterruptedRun } from './find-interrupted-run.ts'
import { findLostUpdate } from './find-lost-update.ts'
import { planRemediation } from './plan-remediation.ts'
import { recordAndNotify } from './record-and-notify.ts'
import { restoreLostUpdate } from './restore-lost-update.ts'
import { verify } from './verify.ts'
import { isNothingToReport, workDone } from './work-done.ts'
import { writeIntent } from './write-intent.ts'

export type Result =
  | { readonly outcome: 'compliant' | 'gone' | 'flapping'; readonly reason: string }
  | {
      readonly outcome: 'exempt'
      readonly reason: string
      readonly exempted: readonly Finding[]
    }
  | RemediationRecord

/**
 * Makes the bucket that an event names compliant: read, find an interrupted run, find a lost update, assess, plan, write
 * the intent, apply, verify, record and notify. Throws what another delivery of the event may get over.
 *
 * Each of these requests waits for the one before. A compliant bucket needs the first only, the policy and the
 * encryption at the same time; a second write, where both are non-compliant, needs two more:
 *
 * 1. read the bucket: an event is a hint;
 * 2. its tags and the like, and meanwhile its history, only where something is non-compliant. What the history lists is
 *    read by name, so where there is any it takes one request more;
 * 3. the intent, into the journal: the change of a killed run would otherwise be nobody's;
 * 4. the policy again: whatever somebody put since 1 would be lost. Together with 3 it would be read too early;
 * 5. put it;
 * 6. read the bucket again: an answer of 200 proves nothing;
 * 7. the record, into the journal: so that a repeat, should there be one, says the same;
 * 8. the notification;
 * 9. its mark in the journal: people have been notified by then.
 */
export async function remediateBucket(
  event: BucketEvent,
  settings: Settings,
  ports: Ports,
): Promise<Result> {
  // Read, and find an interrupted run.
  const [posture, interrupted] = await Promise.all([
    readPosture(event.bucket, ports.s3),
    findInterruptedRun(event, ports),
  ])
  if (!posture) return endGone(interrupted, ports)

  // Find a lost update.
  const lostUpdate = await findLostUpdate(event, posture, settings, ports)

  // Assess.
  const isUnfinished = interrupted !== undefined || lostUpdate !== undefined
  const assessed = await assessWithHistory(event, posture, lostUpdate, settings, ports)
  if (!assessed) return GONE
  if (!isUnfinished && assessed.findings.every(isCompliant)) return COMPLIANT
  if (!isUnfinished && assessed.findings.every(isSettled(assessed))) return quiet(assessed)

  // Plan, and write the intent.
  const intent = planRemediation(event, posture, lostUpdate, assessed)
  const isOnRecord = interrupted !== undefined || intent.isForTheRecord
  const entry = isOnRecord ? await writeIntent(intent.intent, interrupted, ports) : undefined

  // Apply: first what was lost, then what the controls ask for.
  const { circumstances } = assessed
  const restored = lostUpdate?.step && (await restoreLostUpdate(lostUpdate.step, posture, ports))
  const live = restored ? restored.posture : posture
  if (!live) return endGone(entry, ports)
  const first = restored ? assess(live, circumstances) : assessed.findings
  const applied = await applyPlan(first, live, circumstances, ports)

  // Verify.
  const after = await verify(live, applied.attempts, circumstances, ports)
  if (!after) return endGone(entry, ports)

  // Record and notify.
  const work = workDone(
    {
      event,
      posture,
      lostUpdate,
      assessed,
      interrupted,
      intent: entry?.entry.intent ?? intent.intent,
    },
    { restored, applied, after },
    ports.now(),
  )
  const record = recordOf(work, ports.now())
  const isNothing = entry !== undefined && isNothingToReport(record)
  if (isNothing) await closeUnneeded(entry, ports)
  else await recordAndNotify(record, work.attempts, entry, ports)

  // What was there at the first look, another run may have replaced since.
  if (!lostUpdate && (await findLostUpdate(event, after, settings, ports))) {
    return remediateBucket(event, settings, ports)
  }
  return isNothing ? COMPLIANT : record
}

/** Somebody asked for it to be left so, or people were notified before that it is. */
const isSettled =
  ({ knownFlapping }: AssessmentWithHistory) =>
  (finding: Finding) =>
    isCompliant(finding) ||
    isByRequest(finding) ||
    knownFlapping.some(({ control }) => control === finding.control)

const COMPLIANT = { outcome: 'compliant', reason: 'The bucket is compliant' } as const

const GONE = { outcome: 'gone', reason: 'The bucket no longer exists' } as const

/** What was begun can be neither finished nor reported: there is no bucket any more. */
async function endGone(entry: Parameters<typeof closeUnneeded>[0], ports: Ports) {
  await closeUnneeded(entry, ports)
  return GONE
}

function quiet({ findings, flapping }: AssessmentWithHistory) {
  const [first] = flapping
  if (first) {
    const reason = `Cooper leaves ${first.control} alone until ${first.until}: people were notified`
    return { outcome: 'flapping', reason } as const
  }
  const reasons = new Set(findings.flatMap(({ exemption }) => exemption?.reason ?? []))
  return { outcome: 'exempt', reason: [...reasons].join('; '), exempted: findings } as const
}
