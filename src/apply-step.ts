import type { Bucket } from './core/bucket.ts'
import { type EncryptionRule, strengthen } from './core/encryption.ts'
import { explainRefusal, type Refusal, unexpected, unreadable } from './core/failure.ts'
import type { Policy, PolicyDocument } from './core/policy/document.ts'
import { withOwnStatement } from './core/policy/own-statement.ts'
import type { Observed } from './core/posture.ts'
import type { Attempt, Snapshot, StepResult } from './core/record.ts'
import type { Step } from './core/step.ts'

/** The calls on a bucket. A read of a bucket that is gone throws an error with the code `NoSuchBucket`. */
export interface BucketCalls {
  readPolicy(bucket: Bucket): Promise<Observed<Policy | undefined>>
  readEncryption(bucket: Bucket): Promise<Observed<EncryptionRule | undefined>>
  putPolicy(bucket: Bucket, policy: PolicyDocument): Promise<Refusal | undefined>
  putEncryption(bucket: Bucket, rule: EncryptionRule): Promise<Refusal | undefined>
}

/** Never throws, so that one step's failure neither holds up nor hides another. */
export async function applyStep(step: Step, bucket: Bucket, s3: BucketCalls): Promise<Attempt> {
  try {
    return { step, ...(await attempt(step, bucket, s3)) }
  } catch (error) {
    return { step, status: 'failed', failure: unexpected(error), error }
  }
}

// S3 has no conditional write for either, so each is read again right before its put.
async function attempt(step: Step, bucket: Bucket, s3: BucketCalls) {
  switch (step.type) {
    case 'put-bucket-policy': {
      const current = await s3.readPolicy(bucket)
      if (!current.known) return failed(unreadable(current.reason))
      const document = current.value?.document
      const next = step.statements.reduce<PolicyDocument | undefined>(withOwnStatement, document)
      if (!next || next === document) return unneeded
      const refusal = await s3.putPolicy(bucket, next)
      return conclude(step, { policy: document ?? null }, refusal)
    }
    case 'put-bucket-encryption': {
      const current = await s3.readEncryption(bucket)
      if (!current.known) return failed(unreadable(current.reason))
      const next = strengthen(current.value, step.minimum)
      if (next === current.value) return unneeded
      const refusal = await s3.putEncryption(bucket, next)
      return conclude(step, { encryption: current.value ?? null }, refusal)
    }
    default:
      return step satisfies never
  }
}

const unneeded = { status: 'unneeded' } as const

const failed = (failure: StepResult['failure'] & object) => ({ status: 'failed', failure }) as const

const conclude = (step: Step, before: Snapshot, refusal: Refusal | undefined) =>
  refusal
    ? { ...failed(explainRefusal(step.type, refusal)), before }
    : ({ status: 'done', before } as const)
