import type { Bucket } from './core/bucket.ts'
import { type EncryptionRule, strengthen } from './core/encryption.ts'
import {
  explainRefusal,
  type Failure,
  type Refusal,
  unexpected,
  unreadable,
} from './core/failure.ts'
import type { Finding } from './core/finding.ts'
import type { Policy, PolicyDocument } from './core/policy/document.ts'
import { putStatements, withOwnStatement } from './core/policy/own-statement.ts'
import type { BucketPosture, Observed } from './core/posture.ts'
import type { Attempt, Snapshot } from './core/record.ts'
import type { Step } from './core/step.ts'

/** The calls on a bucket. A read of a bucket that is gone throws an error with the code `NoSuchBucket`. */
export interface BucketCalls {
  readPolicy(bucket: Bucket): Promise<Observed<Policy | undefined>>
  readEncryption(bucket: Bucket): Promise<Observed<EncryptionRule | undefined>>
  putPolicy(bucket: Bucket, policy: PolicyDocument): Promise<Refusal | undefined>
  putEncryption(bucket: Bucket, rule: EncryptionRule): Promise<Refusal | undefined>
}

export interface Edge {
  readonly s3: BucketCalls
  /** Writes down what is about to be replaced, so that it is known even if nothing after it happens. */
  intend(step: Step, before: Snapshot): void
}

/** Never throws, so that one step's failure neither holds up nor hides another. */
export async function applyStep(step: Step, bucket: Bucket, edge: Edge): Promise<Attempt> {
  try {
    return { step, ...(await attempt(step, bucket, edge)) }
  } catch (error) {
    return { step, ...interrupted(error) }
  }
}

/** What an attempt was after all, by a second look: its answer may be lost and its write not. */
export function confirmed(
  attempt: Attempt,
  after: BucketPosture,
  remaining: readonly Finding[],
): Attempt {
  const isOpen = remaining.some(({ control }) => attempt.step.controls.includes(control))
  if (attempt.error === undefined || isOpen) return attempt
  const { error: _, failure: __, ...rest } = attempt
  return { ...rest, status: attempt.before && isThere(attempt, after) ? 'done' : 'unneeded' }
}

/** Whether what was put stands there. Somebody else may have mended the bucket in another way. */
function isThere({ statements = [] }: Attempt, { policy }: BucketPosture): boolean {
  const sids = policy.known ? policy.value?.statements.map(({ sid }) => sid) : []
  return statements.every(({ sid }) => sids?.includes(sid))
}

type Outcome = Omit<Attempt, 'step'>

// S3 has no conditional write for either, so each is read again right before its put.
async function attempt(step: Step, bucket: Bucket, { s3, intend }: Edge): Promise<Outcome> {
  switch (step.type) {
    case 'put-bucket-policy': {
      const current = await s3.readPolicy(bucket)
      if (!current.known) return failed(unreadable(current.reason))
      const document = current.value?.document
      const next = step.statements.reduce<PolicyDocument | undefined>(withOwnStatement, document)
      if (!next || next === document) return { status: 'unneeded' }
      const before = { policy: document ?? null }
      intend(step, before)
      const outcome = await put(step, () => s3.putPolicy(bucket, next))
      return { ...outcome, before, statements: putStatements(document, next) }
    }
    case 'put-bucket-encryption': {
      const current = await s3.readEncryption(bucket)
      if (!current.known) return failed(unreadable(current.reason))
      const next = strengthen(current.value, step.minimum)
      if (next === current.value) return { status: 'unneeded' }
      const before = { encryption: current.value ?? null }
      intend(step, before)
      return { ...(await put(step, () => s3.putEncryption(bucket, next))), before }
    }
    default:
      return step satisfies never
  }
}

async function put(step: Step, send: () => Promise<Refusal | undefined>): Promise<Outcome> {
  try {
    const refusal = await send()
    return refusal ? failed(explainRefusal(step.type, refusal)) : { status: 'done' }
  } catch (error) {
    return interrupted(error)
  }
}

const failed = (failure: Failure): Outcome => ({ status: 'failed', failure })

const interrupted = (error: unknown): Outcome => ({ ...failed(unexpected(error)), error })
