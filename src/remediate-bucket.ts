import { confirmed } from './apply-step.ts'
import { conclude, leftOpen, open } from './conclude.ts'
import { assess } from './core/assess.ts'
import { type BucketEvent, isByCooper } from './core/event.ts'
import { type Finding, isByRequest, isCompliant, isExempt } from './core/finding.ts'
import { recovered } from './core/journal/recovered.ts'
import { planWrites, worse } from './core/plan.ts'
import { type RemediationRecord, recordOf, type StepResult, snapshotOf } from './core/record.ts'
import type { Settings } from './core/settings.ts'
import type { Dependencies } from './edge.ts'
import { examineBucket } from './examine-bucket.ts'
import { mend } from './mend.ts'

export type Result =
  | { readonly outcome: 'compliant' | 'gone'; readonly reason: string }
  | {
      readonly outcome: 'exempt'
      readonly reason: string
      readonly exempted: readonly Finding[]
    }
  | RemediationRecord

/**
 * Looks at the bucket that an event names, mends what falls short, looks again and tells.
 * Throws what another delivery of the event may get over.
 */
export async function remediateBucket(
  event: BucketEvent,
  settings: Settings,
  edge: Dependencies,
): Promise<Result> {
  const { bucket } = event
  const today = edge.now().toISOString().slice(0, 10)
  const isAfterCooper = isByCooper(event)
  const asked = isAfterCooper ? { ...settings, kmsKeysAllowed: [] } : settings
  const [examined, left] = await Promise.all([
    examineBucket(bucket, { settings: asked, today, isAfterCooper }, edge.s3),
    leftOpen(event, edge),
  ])
  if (!examined) return gone
  const { posture: before, circumstances, findings: first } = examined
  if (!left && first.every(isCompliant)) return compliant

  const isSettled = (finding: Finding) => isCompliant(finding) || isByRequest(finding)
  if (!left && first.every(isSettled)) return exempt(first)

  const steps = planWrites(first, before, circumstances)
  const intent = { event, findings: first, steps, before: snapshotOf(before) }
  const place = left ?? (steps.length > 0 ? await open(intent, edge) : undefined)
  const mended = await mend(first, before, circumstances, edge)
  if (!mended) {
    if (place) await edge.journal.amend(place, { ...place.entry, unneeded: true })
    return gone
  }
  const { after } = mended
  const earlier = left ? recovered(left.entry.intent, before) : []
  const remaining = assess(after, circumstances).filter((finding) => !isCompliant(finding))
  const attempts = [...earlier, ...mended.attempts].map((attempt) =>
    confirmed(attempt, after, remaining),
  )
  if (place && attempts.every(isUnneeded) && remaining.every(isExempt)) {
    await edge.journal.amend(place, { ...place.entry, unneeded: true })
    return remaining.length > 0 ? exempt(remaining) : compliant
  }

  const then = place?.entry.intent ?? intent
  const findings = worse(then.findings, mended.findings)
  const work = { event, findings, attempts, before: then.before, after, remaining }
  const record = recordOf(work, edge.now())
  await conclude(record, attempts, place, edge)
  return record
}

const isUnneeded = ({ status }: StepResult) => status === 'unneeded'

const compliant = { outcome: 'compliant', reason: 'Nothing falls short' } as const

const gone = { outcome: 'gone', reason: 'The bucket is gone by now' } as const

/** Somebody asked for it, so nobody is told. */
const exempt = (findings: readonly Finding[]) => {
  const reasons = new Set(findings.flatMap(({ exemption }) => exemption?.reason ?? []))
  return { outcome: 'exempt', reason: [...reasons].join('; '), exempted: findings } as const
}
