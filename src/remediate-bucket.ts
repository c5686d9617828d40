import { confirmed } from './apply-step.ts'
import { assess } from './core/assess.ts'
import { type Circumstances, missingContext } from './core/circumstances.ts'
import { type BucketEvent, isTagging } from './core/event.ts'
import { type Finding, isByRequest, isCompliant, isExempt } from './core/finding.ts'
import { type Attempt, type RemediationRecord, recordOf, type StepResult } from './core/record.ts'
import type { Settings } from './core/settings.ts'
import type { Edge } from './edge.ts'
import { mend } from './mend.ts'
import { readContext, readPosture } from './read-bucket.ts'

/** The outside, as functions. */
export interface Dependencies extends Edge {
  /** Tells people. Throws when they could not be told. */
  tell(record: RemediationRecord): Promise<void>
  now(): Date
}

export type Result =
  | { readonly outcome: 'compliant' | 'gone' | 'exempt'; readonly reason: string }
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
  const before = await readPosture(bucket, edge.s3)
  if (!before) return gone

  const today = edge.now().toISOString().slice(0, 10)
  const alone: Circumstances = { settings, context: {}, today }
  const suspects = assess(before, alone)
  if (suspects.every(isCompliant)) return compliant

  const missing = missingContext(suspects, before, settings)
  const context = await readContext(bucket, missing, edge.s3)
  if (!context) return gone

  const circumstances = { ...alone, context }
  const first = assess(before, circumstances)
  if (first.every((finding) => isCompliant(finding) || isByRequest(finding))) return exempt(first)

  const mended = await mend(first, before, circumstances, edge)
  if (!mended) return gone
  const { findings, attempts, after } = mended
  const remaining = assess(after, circumstances).filter((finding) => !isCompliant(finding))
  const outcomes = attempts.map((attempt) => confirmed(attempt, after, remaining))
  if (remaining.every(isExempt) && outcomes.length > 0 && outcomes.every(isUnneeded)) {
    return remaining.length > 0 ? exempt(remaining) : compliant
  }

  const work = { event, findings, attempts: outcomes, before, after, remaining }
  const record = recordOf(work, edge.now())
  // Tags change often, and what is left as it is was told when it became so.
  if (record.outcome === 'exempt' && isTagging(event)) return record
  await tellPatiently(record, outcomes.some(mayHaveWritten), edge)
  const interrupted = outcomes.find(({ error }) => error !== undefined)
  if (interrupted) throw interrupted.error
  return record
}

const compliant = { outcome: 'compliant', reason: 'Nothing falls short' } as const

const gone = { outcome: 'gone', reason: 'The bucket is gone by now' } as const

/** Somebody asked for it, so nobody is told. */
const exempt = (findings: readonly Finding[]) => {
  const reasons = new Set(findings.flatMap(({ exemption }) => exemption?.reason ?? []))
  return { outcome: 'exempt', reason: [...reasons].join('; ') } as const
}

const isUnneeded = ({ status }: StepResult) => status === 'unneeded'

const mayHaveWritten = ({ status, before, error }: Attempt) =>
  status === 'done' || (before !== undefined && error !== undefined)

// Milliseconds. The next delivery of the event finds the bucket mended, and would say nothing.
const TELL_WAITS = [1000, 2000, 4000, 8000]

async function tellPatiently(
  record: RemediationRecord,
  isNews: boolean,
  { tell, wait }: Dependencies,
) {
  for (const milliseconds of isNews ? TELL_WAITS : []) {
    try {
      return await tell(record)
    } catch {
      await wait(milliseconds)
    }
  }
  return tell(record)
}
