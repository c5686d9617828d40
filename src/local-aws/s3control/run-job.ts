import { isAllowed } from '../../core/policy/evaluation/evaluate.ts'
import type { Cloud } from '../cloud.ts'
import { isAwsError } from '../http/aws-error.ts'
import type { Exchange } from '../http/exchange.ts'
import { type LocalIdentity, roleIdentity, serviceIdentity } from '../identity/identity.ts'
import type { StoredBucket } from '../s3/bucket.ts'
import { NO_CONTENT } from '../s3/content/check-content.ts'
import {
  updateEncryption,
  updateObjectEncryption,
} from '../s3/objects/encryption/update-object-encryption.ts'
import { findObject } from '../s3/objects/store/found-object.ts'
import type { BucketCall } from '../s3/operation.ts'
import { authorizeAlso, refusalOf } from '../s3/request/authorize.ts'
import { generateManifest } from './generate-manifest.ts'
import type { BatchJob, JobTask, TaskResult } from './job.ts'

const SERVICE = 'batchoperations.s3.amazonaws.com'
/** The permission that S3 needs to list the objects of a bucket for a job. */
const LIST_FOR_JOB = 's3:PutInventoryConfiguration'

/** Finds the tasks of a job with the permissions of its role, or says why that is not possible. */
export function prepareJob(cloud: Cloud, job: BatchJob): void {
  const bucket = cloud.buckets.get(job.source)
  const identity = identityOfJob(cloud, job)
  if (identity === undefined) {
    const reason = `S3 Batch Operations cannot assume the role ${job.roleArn}`
    job.failure = { code: 'AccessDenied', reason }
    return
  }
  if (bucket === undefined) {
    job.failure = { code: 'NoSuchBucket', reason: 'The specified bucket does not exist' }
    return
  }
  const refusal = refusalOf(callOfJob(cloud, identity, bucket, ''), LIST_FOR_JOB, '')
  if (refusal !== undefined) job.failure = { code: 'AccessDenied', reason: refusal }
  else job.tasks = generateManifest(job, bucket)
}

/** Does one task of a job. A task that fails does not fail the job. */
export function runTask(cloud: Cloud, job: BatchJob, task: JobTask): TaskResult {
  const bucket = cloud.buckets.get(task.bucket)
  const identity = identityOfJob(cloud, job)
  if (bucket === undefined || identity === undefined) {
    return { ...task, error: { code: 'AccessDenied', status: 403, message: 'Access Denied' } }
  }
  const call = callOfJob(cloud, identity, bucket, task.key)
  try {
    authorizeAlso(call, 's3:UpdateObjectEncryption')
    updateEncryption(call, findObject(call, task.key, task.versionId), job.key)
    return task
  } catch (error) {
    if (!isAwsError(error)) throw error
    const { code, status, message } = error
    return { ...task, error: { code, status, message } }
  }
}

/** The session of the job's role; `undefined` where the role does not trust S3 Batch Operations. */
export function identityOfJob(cloud: Cloud, { roleArn, id }: BatchJob): LocalIdentity | undefined {
  const role = cloud.roles.get(roleArn)
  if (role === undefined) return undefined
  const { caller } = serviceIdentity(SERVICE)
  const context = new Map([['aws:sourceaccount', [role.account]]])
  const request = { caller, action: 'sts:AssumeRole', resource: role.arn, context }
  if (!isAllowed(role.trust, request)) return undefined
  const session = roleIdentity(
    role.account,
    role.name,
    `s3-batch-operations_${id}`,
    role.arn.split(':')[1],
  )
  return {
    caller: { ...session.caller, principalArn: role.arn },
    policy: role.policy,
  } as LocalIdentity
}

/** A call on an object as a job makes it, over TLS. */
export function callOfJob(
  cloud: Cloud,
  identity: LocalIdentity,
  bucket: StoredBucket,
  key: string,
): BucketCall {
  const exchange: Exchange = {
    ...{ method: 'PUT', path: '/', query: new URLSearchParams(), headers: {} },
    ...{ body: NO_CONTENT.body, sourceIp: SERVICE, requestId: '', hostId: '' },
    tls: { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' },
  }
  return {
    ...{ cloud, exchange, identity, bucket, credential: undefined, content: NO_CONTENT },
    ...{ region: bucket.region, owner: bucket.account, operation: updateObjectEncryption },
    target: { bucket: bucket.name, key },
  }
}
