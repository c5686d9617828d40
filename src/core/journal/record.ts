import type { Announcement } from '../announcements/announcement.ts'
import type { Review } from '../announcements/review.ts'
import type { Undo } from '../assessment/hold.ts'
import type { BucketStack } from '../assessment/stack.ts'
import type { Bucket } from '../bucket.ts'
import type { Actor, Approval, BucketEvent } from '../event.ts'
import type { Failure } from '../failures/failure.ts'
import type { Finding } from '../finding.ts'
import type { Snapshot } from '../posture.ts'
import type { StatementChange } from '../statements/merge.ts'
import type { Step } from '../step.ts'
import type { Flapping } from './flapping/flapping.ts'
import type { LostUpdate } from './lost-update.ts'

/** What Cooper found and did on one bucket after one event. The `default` text of the SNS message is this as JSON. */
export interface RemediationRecord {
  readonly version: 1
  /** The event's id, the same for each repeated delivery. */
  readonly id: string
  /** When Cooper finished, ISO 8601 in UTC. */
  readonly time: string
  readonly bucket: string
  readonly account: string
  /** The account's name and the value of its owner tag, in an organization. */
  readonly accountName?: string
  readonly accountOwner?: string
  /** The account of a member, which the commands on the journal of its hub name. */
  readonly memberAccount?: string
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
  /** What people are notified of before Cooper acts on controls. */
  readonly announced?: readonly Announcement[]
  /** What the access logs said about the fix that was due. */
  readonly review?: Review
  /** Present where a person approved a proposal: the actor of this record. */
  readonly approval?: Approval
  /** The controls that are flapping, so that Cooper only reports on them for a while. */
  readonly flapping?: readonly Flapping[]
  /** The keys of objects in the journal that may be changes of the bucket, and could not be read. */
  readonly unreadable?: readonly string[]
  /** The CloudFormation stack that made the bucket. */
  readonly stack?: BucketStack
  /** Present where a person undid a change. */
  readonly undo?: Undo
  /** The command that undoes the change. Absent: there is no change to undo, or no command can name it. */
  readonly undoCommand?: string
}

export const bucketOfRecord = (record: RemediationRecord): Bucket => {
  const { bucket: name, account, region, partition } = record
  return { name, account, region, partition }
}

/** The worst outcome of all controls. `OUTCOMES` lists them from worst to best. */
export type Outcome = (typeof OUTCOMES)[number]

/**
 * - `failed`: Cooper tried to remediate the bucket, and it is not compliant or could not be verified
 * - `unknown`: Cooper could not read something, so it changed nothing there
 * - `flapping`: somebody keeps undoing Cooper's changes, so Cooper only reports for a while
 * - `announced`: the bucket is not compliant, and Cooper fixes it on the day that it announced
 * - `proposed`: the bucket is not compliant, and Cooper's proposal waits for an answer
 * - `lapsed`: nobody answered a proposal until its end, or Cooper only reports after the days of grace
 * - `reported`: the bucket is not compliant, and in report mode Cooper changes nothing
 * - `remediated`: Cooper changed the bucket and verified that it is compliant, apart from exempt controls
 * - `exempt`: all controls are compliant or exempt, and Cooper changed nothing
 * - `undone`: a person undid a change
 */
export const OUTCOMES = [
  'failed',
  'unknown',
  'flapping',
  'announced',
  'lapsed',
  'proposed',
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
