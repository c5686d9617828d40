import type { Undo } from '../assessment/hold.ts'
import type { Bucket } from '../bucket.ts'
import type { Actor, BucketEvent } from '../event.ts'
import type { Failure } from '../failures/failure.ts'
import { type Finding, isExempt, isNonCompliant, isUnknown } from '../finding.ts'
import { type BucketPosture, type Snapshot, snapshotOf } from '../posture.ts'
import type { StatementChange } from '../statements/merge.ts'
import type { Step } from '../step.ts'
import type { Flapping } from './flapping.ts'
import type { LostUpdate } from './lost-update.ts'
import { undoCommandOf } from './undo-command.ts'

/** What was found and done on one bucket after one event: the `default` text of the SNS message, as JSON. */
export interface RemediationRecord {
  readonly version: 1
  /** The event's id: a repeated delivery has the same one. */
  readonly id: string
  /** When Cooper was done, ISO 8601 in UTC. */
  readonly time: string
  readonly bucket: string
  readonly account: string
  readonly region: string
  readonly partition: string
  readonly event: Pick<BucketEvent, 'id' | 'name' | 'time'>
  readonly actor: Actor
  /** Every control's verdict before anything was done. */
  readonly findings: readonly Finding[]
  readonly steps: readonly StepResult[]
  readonly before: Snapshot
  readonly after: Snapshot
  /** What is still not compliant, or not known to be, afterwards: with what is exempt. */
  readonly remaining: readonly Finding[]
  readonly outcome: Outcome
  /** Somebody else's put at the same moment. */
  readonly lostUpdate?: LostUpdate
  /** What is fought over, and left alone for a while. */
  readonly flapping?: readonly Flapping[]
  /** Where a person undid a change. */
  readonly undo?: Undo
  /** The command that undoes what was done. Absent: nothing was. */
  readonly undoCommand?: string
}

/** The worst of what came of the controls; `OUTCOMES` lists them from bad to good. */
export type Outcome = (typeof OUTCOMES)[number]

/**
 * - `failed`: something falls short, or could not be verified, although Cooper tried
 * - `unknown`: something could not be read, so nothing was done about it
 * - `contested`: somebody keeps undoing what Cooper does, so it holds still for a while
 * - `reported`: something falls short, and MODE=report writes nothing about it
 * - `remediated`: everything that fell short was mended, and a second look proved it, but for what is exempt
 * - `exempt`: what falls short is left as it is, and nothing else does
 * - `undone`: a person undid a change
 */
export const OUTCOMES = [
  'failed',
  'unknown',
  'flapping',
  'reported',
  'remediated',
  'exempt',
  'undone',
] as const

export interface StepResult {
  readonly step: Step
  /** `unneeded`: by the time of the write somebody else had done it. `interrupted`: nobody knows whether it was done. */
  readonly status: 'planned' | 'done' | 'unneeded' | 'failed' | 'interrupted'
  /** Of a policy: the Sids of the statements that were sent or taken out. */
  readonly statements?: readonly StatementChange[]
  readonly failure?: Failure
  /** When it was written. Absent: nothing was sent. */
  readonly window?: WriteWindow
}

/**
 * S3 has no conditional write for policies and encryption: what somebody else puts between `read` and `written` is lost.
 * ISO 8601 in UTC, with milliseconds.
 */
export interface WriteWindow {
  /** Right before the bucket was read for the last time. */
  readonly asked: string
  /** When that was answered. Absent: a run was killed over it, and nobody knows. */
  readonly read?: string
  /** When the write was answered, or was seen to stand there. */
  readonly written: string
}

export interface Attempt extends StepResult {
  /** What stood there right before the write. */
  readonly before?: Snapshot
  /** What the attribute is by now, where that is known. */
  readonly current?: Snapshot
  /** An error that may be gone at the next delivery of the event. */
  readonly error?: unknown
}

export interface Work {
  readonly event: BucketEvent
  readonly findings: readonly Finding[]
  readonly attempts: readonly Attempt[]
  readonly before: Snapshot
  readonly after: BucketPosture
  readonly remaining: readonly Finding[]
  readonly lostUpdate?: LostUpdate | undefined
  readonly flapping?: readonly Flapping[]
  readonly undo?: Undo
}

export function recordOf(work: Work, time: Date): RemediationRecord {
  const { event, findings, attempts, remaining, lostUpdate, flapping = [], undo } = work
  const undoCommand = attempts.some(({ status }) => status === 'done') && undoCommandOf(event)
  const { name: bucket, account, region, partition }: Bucket = event.bucket
  return {
    version: 1,
    id: event.id,
    time: time.toISOString(),
    bucket,
    account,
    region,
    partition,
    event: { id: event.id, name: event.name, time: event.time },
    actor: event.actor,
    findings,
    steps: attempts.map(({ before: _, current: __, error: ___, ...result }) => result),
    // What an attempt found right before its write is newer than the first look.
    before: Object.assign({ ...work.before }, ...attempts.map(({ before }) => before).toReversed()),
    after: snapshotOf(work.after),
    remaining,
    outcome: recordOutcome(work),
    ...(lostUpdate && { lostUpdate }),
    ...(flapping.length > 0 && { flapping }),
    ...(undo && { undo }),
    ...(undoCommand && { undoCommand }),
  }
}

function recordOutcome(work: Work): Outcome {
  const { attempts, findings, remaining, lostUpdate, flapping = [] } = work
  const planned = attempts.filter(({ status }) => status === 'planned')
  const isReported = ({ control }: Finding) =>
    planned.some(({ step }) => step.controls.includes(control))
  const unknownBefore = new Set(findings.filter(isUnknown).map(({ control }) => control))
  const notVerified = remaining.some((one) => isUnknown(one) && !unknownBefore.has(one.control))
  const notRemediated = remaining.some((one) => isNonCompliant(one) && !isReported(one))
  if (attempts.some(({ status }) => status === 'failed') || notRemediated || notVerified)
    return 'failed'
  if (work.undo) return 'undone'
  const isDoubtful = attempts.some(({ status }) => status === 'interrupted')
  if (isDoubtful || remaining.some(isUnknown) || (lostUpdate && !lostUpdate.step)) return 'unknown'
  if (flapping.length > 0) return 'flapping'
  if (planned.length > 0) return 'reported'
  return remaining.every(isExempt) && attempts.length === 0 ? 'exempt' : 'remediated'
}
