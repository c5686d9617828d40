import { randomUUID } from 'node:crypto'
import { PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3'
import type { Tags } from '../../core/bucket-calls.ts'
import { isoSeconds } from '../events/bus-event.ts'
import type { LocalIdentity } from '../identity/identity.ts'
import type { LocalAws } from '../options.ts'
import { taggingOf } from '../s3/configurations/tagging.ts'

/** A CloudFormation stack whose template has buckets and bucket policies. */
export interface LocalStack {
  readonly id: string
  /** Reports a status on the event bus. */
  readonly report: (status: string) => void
  /** Puts the system tags of the stack, and those of the template, on a bucket that it made. They cause no event. */
  readonly tag: (bucket: string, logicalId: string, more?: Tags) => void
  /** Creates an `AWS::S3::BucketPolicy`. Like CloudFormation, it refuses where a policy stands. */
  readonly createPolicy: (bucket: string, document: object) => Promise<void>
}

/** The identity of a deployment role whose calls CloudFormation makes. */
export const deploymentIdentity = (account: string): LocalIdentity => ({
  caller: {
    type: 'role-session',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/Deployment/AWSCloudFormation`,
    principalArn: `arn:aws:iam::${account}:role/Deployment`,
  },
  invokedBy: 'cloudformation.amazonaws.com',
})

/** `s3`: a client with the deployment identity. */
export function localStack(
  aws: LocalAws,
  name: string,
  s3: S3Client,
  now: () => Date = () => new Date(),
): LocalStack {
  const { account, region } = aws
  const id = `arn:aws:cloudformation:${region}:${account}:stack/${name}/${randomUUID()}`
  return {
    id,
    report: (status) =>
      aws.putEvent({
        ...{ version: '0', id: randomUUID(), source: 'aws.cloudformation' },
        'detail-type': 'CloudFormation Stack Status Change',
        ...{ account, region, time: isoSeconds(now()), resources: [id] },
        detail: { 'stack-id': id, 'status-details': { status, 'status-reason': '' } },
      }),
    tag(bucket, logicalId, more = {}) {
      const stored = aws.bucket(bucket)
      if (!stored) throw new Error(`Cannot tag: no bucket "${bucket}"`)
      stored.tags = taggingOf({
        ...more,
        'aws:cloudformation:stack-id': id,
        'aws:cloudformation:stack-name': name,
        'aws:cloudformation:logical-id': logicalId,
      })
    },
    async createPolicy(Bucket, document) {
      if (aws.bucket(Bucket)?.policy !== undefined) {
        throw new Error(`The bucket policy already exists on bucket ${Bucket}`)
      }
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(document) }))
    },
  }
}
