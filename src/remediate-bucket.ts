import { applyStep, type BucketCalls, confirmed, type Edge } from './apply-step.ts'
import { assess } from './core/assess.ts'
import type { Bucket } from './core/bucket.ts'
import { CONTROLS } from './core/controls/all.ts'
import type { BucketEvent } from './core/event.ts'
import { type Finding, isCompliant, isNonCompliant } from './core/finding.ts'
import { plan } from './core/plan.ts'
import type { BucketPosture } from './core/posture.ts'
import { type Attempt, type RemediationRecord, recordOf, type StepResult } from './core/record.ts'
import type { Settings } from './core/settings.ts'

/** The outside, as functions. */
export interface Dependencies extends Edge {
  /** Tells people. Throws when they could not be told. */
  tell(record: RemediationRecord): Promise<void>
  now(): Date
}

export type Result =
  | { readonly outcome: 'compliant' | 'gone'; readonly reason: string }
  | RemediationRecord

// Reads after a write may show the old state for a moment: 0.2 s to 3.2 s apart, 6.2 s in all.
const VERIFY_WAITS = [200, 400, 800, 1600, 3200]

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

  const findings = assess(before, CONTROLS, settings)
  if (findings.every(isCompliant)) return compliant

  const attempts: Attempt[] = []
  for (const step of plan(findings, CONTROLS, bucket, settings)) {
    attempts.push(
      settings.mode === 'report'
        ? { step, status: 'planned' }
        : await applyStep(step, bucket, edge),
    )
  }

  const after = await verify(before, attempts, settings, edge)
  if (!after) return gone
  const remaining = assess(after, CONTROLS, settings).filter((finding) => !isCompliant(finding))
  const outcomes = attempts.map((attempt) => confirmed(attempt, after, remaining))
  if (remaining.length === 0 && outcomes.every(isUnneeded)) return compliant

  const work = { event, findings, attempts: outcomes, before, after, remaining }
  const record = recordOf(work, edge.now())
  await tellPatiently(record, outcomes.some(mayHaveWritten), edge)
  const interrupted = outcomes.find(({ error }) => error !== undefined)
  if (interrupted) throw interrupted.error
  return record
}

const compliant = { outcome: 'compliant', reason: 'Nothing falls short' } as const

const gone = { outcome: 'gone', reason: 'The bucket is gone by now' } as const

const isUnneeded = ({ status }: StepResult) => status === 'unneeded'

const isDone = ({ status }: StepResult) => status === 'done'

const mayHaveWritten = (attempt: Attempt) =>
  isDone(attempt) || (attempt.before !== undefined && attempt.error !== undefined)

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

/** `undefined`: there is no such bucket any more. */
async function readPosture(bucket: Bucket, s3: BucketCalls): Promise<BucketPosture | undefined> {
  try {
    const [policy, encryption] = await Promise.all([
      s3.readPolicy(bucket),
      s3.readEncryption(bucket),
    ])
    return { bucket, policy, encryption }
  } catch (error) {
    if (isNoSuchBucket(error)) return undefined
    throw error
  }
}

const isNoSuchBucket = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'NoSuchBucket'

/** A second look, where something was tried; patient only while a write that went through does not show yet. */
async function verify(
  before: BucketPosture,
  attempts: readonly StepResult[],
  settings: Settings,
  { s3, wait }: Pick<Dependencies, 's3' | 'wait'>,
): Promise<BucketPosture | undefined> {
  if (attempts.every(({ status }) => status === 'planned')) return before
  const look = () => lookAgain(before.bucket, s3)
  let after = await look()
  if (!attempts.some(isDone)) return after
  for (const milliseconds of VERIFY_WAITS) {
    if (after && !fallsShort(assess(after, CONTROLS, settings))) break
    await wait(milliseconds)
    after = await look()
  }
  return after
}

const fallsShort = (findings: readonly Finding[]) => findings.some(isNonCompliant)

// What was done must be told even when the second look fails.
async function lookAgain(bucket: Bucket, s3: BucketCalls): Promise<BucketPosture | undefined> {
  try {
    return await readPosture(bucket, s3)
  } catch {
    const unread = { known: false, reason: 'The bucket could not be read again' } as const
    return { bucket, policy: unread, encryption: unread }
  }
}
