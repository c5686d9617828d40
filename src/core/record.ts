import type { Bucket } from './bucket.ts'
import type { EncryptionRule } from './encryption/rule.ts'
import type { Actor, BucketEvent } from './event.ts'
import type { Failure } from './failure.ts'
import { type Finding, isExempt, isNonCompliant, isUnknown } from './finding.ts'
import type { PolicyDocument } from './policy/document.ts'
import type { StatementChange } from './policy/own-statement.ts'
import type { BucketPosture, Observed } from './posture.ts'
import type { Step } from './step.ts'

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
}

/** The worst of what came of the controls; `OUTCOMES` lists them from bad to good. */
export type Outcome = (typeof OUTCOMES)[number]

/**
 * - `failed`: something falls short, or could not be verified, although Cooper tried
 * - `unknown`: something could not be read, so nothing was done about it
 * - `reported`: something falls short, and MODE=report writes nothing about it
 * - `remediated`: everything that fell short was mended, and a second look proved it, but for what is exempt
 * - `exempt`: what falls short is left as it is, and nothing else does
 */
export const OUTCOMES = ['failed', 'unknown', 'reported', 'remediated', 'exempt'] as const

/** `null`: there is none. Absent: not known. */
export interface Snapshot {
  readonly policy?: PolicyDocument | null
  readonly encryption?: EncryptionRule | null
}

export interface StepResult {
  readonly step: Step
  /** `unneeded`: by the time of the write somebody else had done it. */
  readonly status: 'planned' | 'done' | 'unneeded' | 'failed'
  /** Of a policy: the Sids of the statements that were sent or taken out. */
  readonly statements?: readonly StatementChange[]
  readonly failure?: Failure
}

export interface Attempt extends StepResult {
  /** What stood there right before the write. */
  readonly before?: Snapshot
  /** The encryption rule that stands there by now, where the step is about it. */
  readonly standing?: EncryptionRule | undefined
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
}

export function recordOf(work: Work, time: Date): RemediationRecord {
  const { event, findings, attempts, remaining } = work
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
    steps: attempts.map(({ before: _, standing: __, error: ___, ...result }) => result),
    // What an attempt found right before its write is newer than the first look.
    before: Object.assign({ ...work.before }, ...attempts.map(({ before }) => before).toReversed()),
    after: snapshotOf(work.after),
    remaining,
    outcome: outcomeOf(work),
  }
}

function outcomeOf({ attempts, findings, remaining }: Work): Outcome {
  const planned = attempts.filter(({ status }) => status === 'planned')
  const isReported = ({ control }: Finding) =>
    planned.some(({ step }) => step.controls.includes(control))
  const unknownBefore = new Set(findings.filter(isUnknown).map(({ control }) => control))
  const notVerified = remaining.some((one) => isUnknown(one) && !unknownBefore.has(one.control))
  const notMended = remaining.some((one) => isNonCompliant(one) && !isReported(one))
  if (attempts.some(({ status }) => status === 'failed') || notMended || notVerified)
    return 'failed'
  if (remaining.some(isUnknown)) return 'unknown'
  if (planned.length > 0) return 'reported'
  return remaining.every(isExempt) && attempts.length === 0 ? 'exempt' : 'remediated'
}

/** What of a posture is known, as data. */
export const snapshotOf = ({ policy, encryption }: BucketPosture): Snapshot => ({
  ...observed('policy', policy, (value) => value.document),
  ...observed('encryption', encryption, (value) => value),
})

const observed = <T, U>(name: string, look: Observed<T | undefined>, show: (value: T) => U) =>
  look.known ? { [name]: look.value === undefined ? null : show(look.value) } : {}
