import type { Announcement } from '../announcements/announcement.ts'
import type { Review } from '../announcements/review.ts'
import type { Undo } from '../assessment/hold.ts'
import type { BucketStack } from '../assessment/stack.ts'
import type { Bucket } from '../bucket.ts'
import type { BucketEvent } from '../event.ts'
import { type Finding, isExempt, isNonCompliant, isUnknown } from '../finding.ts'
import { type BucketPosture, type Snapshot, snapshotOf } from '../posture.ts'
import type { Flapping } from './flapping/flapping.ts'
import type { LostUpdate } from './lost-update.ts'
import type { Attempt, Outcome, RemediationRecord } from './record.ts'
import { undoCommandOf } from './undo-command.ts'

/** All that a record is made of. */
export interface Work {
  readonly event: BucketEvent
  readonly findings: readonly Finding[]
  readonly attempts: readonly Attempt[]
  readonly before: Snapshot
  readonly after: BucketPosture
  readonly remaining: readonly Finding[]
  readonly lostUpdate?: LostUpdate | undefined
  readonly announced?: readonly Announcement[]
  readonly review?: Review | undefined
  readonly flapping?: readonly Flapping[]
  readonly unreadable?: readonly string[]
  readonly stack?: BucketStack | undefined
  readonly undo?: Undo
}

export function recordOf(work: Work, time: Date): RemediationRecord {
  const {
    event,
    findings,
    attempts,
    remaining,
    lostUpdate,
    announced = [],
    review,
    flapping = [],
    unreadable = [],
    stack,
    undo,
  } = work
  const { name: bucket, account, region, partition }: Bucket = event.bucket
  const isChange = attempts.some(({ status }) => status === 'done')
  const undoCommand = isChange && undoCommandOf(event.id, bucket)
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
    ...(announced.length > 0 && { announced }),
    ...(review && { review }),
    ...(event.approval && { approval: event.approval }),
    ...(flapping.length > 0 && { flapping }),
    ...(unreadable.length > 0 && { unreadable }),
    ...(stack && { stack }),
    ...(undo && { undo }),
    ...(undoCommand && { undoCommand }),
  }
}

function recordOutcome(work: Work): Outcome {
  const { attempts, findings, remaining, lostUpdate, flapping = [], announced = [] } = work
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
  if (announced.length > 0) return announcedOutcome(announced)
  if (planned.length > 0) return 'reported'
  return remaining.every(isExempt) && attempts.length === 0 ? 'exempt' : 'remediated'
}

export function announcedOutcome(announced: readonly Announcement[]): Outcome {
  if (announced.some(({ by, hasEnded }) => by === 'grace' && !hasEnded)) return 'announced'
  return announced.some(({ hasEnded }) => hasEnded) ? 'lapsed' : 'proposed'
}
