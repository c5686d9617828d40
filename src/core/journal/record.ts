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

/** What Cooper found and did on one bucket after one event. The `default` text of the SNS message is this as JSON. */
export interface RemediationRecord {
  readonly version: 1
  /** The event's id, the same for each repeated delivery. */
  readonly id: string
  /** When Cooper finished, ISO 8601 in UTC. */
  readonly time: string
  readonly bucket: string
  readonly account: string
  readonly region: string
  readonly partition: string
  readonly event: Pick<BucketEvent, 'id' | 'name' | 'time'>
  readonly actor: Actor
  /** The verdict of each control before the first write. */
  readonly findings: readonly Finding[]
  readonly steps: readonly StepResult[]
  readonly before: Snapshot
  readonly after: Snapshot
  /** The findings that are not compliant afterwards: unknown and exempt ones too. */
  readonly remaining: readonly Finding[]
  readonly outcome: Outcome
  /** A put by somebody else that Cooper may have replaced. */
  readonly lostUpdate?: LostUpdate
  /** The controls that are flapping, so that Cooper only reports on them for a while. */
  readonly flapping?: readonly Flapping[]
  /** Present where a person undid a change. */
  readonly undo?: Undo
  /** The command that undoes the change. Absent: Cooper changed nothing. */
  readonly undoCommand?: string
}

/** The worst outcome of all controls. `OUTCOMES` lists them from worst to best. */
export type Outcome = (typeof OUTCOMES)[number]

/**
 * - `failed`: Cooper tried to remediate the bucket, and it is not compliant or could not be verified
 * - `unknown`: Cooper could not read something, so it changed nothing there
 * - `flapping`: somebody keeps undoing Cooper's changes, so Cooper only reports for a while
 * - `reported`: the bucket is not compliant, and in report mode Cooper changes nothing
 * - `remediated`: Cooper changed the bucket and verified that it is compliant, apart from exempt controls
 * - `exempt`: all controls are compliant or exempt, and Cooper changed nothing
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
  /** `unneeded`: somebody else had done it before the write. `interrupted`: Cooper cannot find out whether it was done. */
  readonly status: 'planned' | 'done' | 'unneeded' | 'failed' | 'interrupted'
  /** For a policy: the statements that were added, replaced or removed. */
  readonly statements?: readonly StatementChange[]
  readonly failure?: Failure
  /** When it was written. Absent: nothing was sent. */
  readonly window?: WriteWindow
}

/**
 * S3 has no conditional writes for policies and encryption: what somebody else puts between `read` and `written` is lost.
 * ISO 8601 in UTC, with milliseconds.
 */
export interface WriteWindow {
  /** When Cooper sent the last read before the write. */
  readonly asked: string
  /** When S3 answered that read. Absent: not known, because the run was killed. */
  readonly read?: string
  /** When S3 answered the write, or a later read showed it. */
  readonly written: string
}

export interface Attempt extends StepResult {
  /** The value right before the write. */
  readonly before?: Snapshot
  /** The value after the write, where it is known. */
  readonly current?: Snapshot
  /** An error that may not occur at the next delivery of the event. */
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
    // What an attempt read right before its write is newer than the first read.
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
  const isDoubtful = attempts.some(({ status }) => status === 'interrupted')
  if (work.undo && !isDoubtful) return 'undone'
  if (isDoubtful || remaining.some(isUnknown) || (lostUpdate && !lostUpdate.step)) return 'unknown'
  if (flapping.length > 0) return 'flapping'
  if (planned.length > 0) return 'reported'
  return remaining.every(isExempt) && attempts.length === 0 ? 'exempt' : 'remediated'
}
