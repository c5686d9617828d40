import type { Policy } from '../../../../core/policy/document.ts'
import { parsePolicy } from '../../../../core/policy/parsing/parse.ts'
import { isPublic } from '../../../../core/policy/public-statements.ts'
import { awsError } from '../../../http/aws-error.ts'
import { emptyReply } from '../../../http/exchange.ts'
import { identityName } from '../../../identity/identity.ts'
import type { StoredBucket, StoredPolicy } from '../../bucket.ts'
import { accessDenied } from '../../errors.ts'
import type { BucketOperation } from '../../operation.ts'
import { readPolicy } from './check-policy.ts'
import { normalizePolicy } from './normalize-policy.ts'

const policyCommon = { on: 'bucket', subresource: 'policy' } as const

const getBucketPolicy: BucketOperation = {
  ...{ ...policyCommon, name: 'GetBucketPolicy', method: 'GET', action: 's3:GetBucketPolicy' },
  run({ bucket }) {
    if (bucket.policy === undefined) {
      throw awsError('NoSuchBucketPolicy', 404, 'The bucket policy does not exist', {
        details: { BucketName: bucket.name },
      })
    }
    const headers = { 'content-type': 'application/json' }
    return { status: 200, headers, body: bucket.policy.text }
  },
}

const putBucketPolicy: BucketOperation = {
  ...{ ...policyCommon, name: 'PutBucketPolicy', method: 'PUT', action: 's3:PutBucketPolicy' },
  event: 'PutBucketPolicy',
  run({ bucket, exchange, identity }) {
    const stored = storedPolicy(exchange.body.toString(), bucket)
    if (stored.isPublic && bucket.publicAccessBlock?.BlockPublicPolicy) {
      const user = `User: ${identityName(identity.caller)} is not authorized to perform: s3:PutBucketPolicy`
      const reason =
        'because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access'
      throw accessDenied(`${user} on resource: "${bucket.arn}" ${reason}`)
    }
    bucket.policy = stored
    return emptyReply(204)
  },
}

const deleteBucketPolicy: BucketOperation = {
  ...{
    ...policyCommon,
    name: 'DeleteBucketPolicy',
    method: 'DELETE',
    action: 's3:DeleteBucketPolicy',
  },
  event: 'DeleteBucketPolicy',
  run({ bucket }) {
    bucket.policy = undefined
    return emptyReply(204)
  },
}

export const POLICY_OPERATIONS = [getBucketPolicy, putBucketPolicy, deleteBucketPolicy]

/** The policy as S3 stores it. Throws where S3 would refuse it. */
function storedPolicy(text: string, bucket: StoredBucket): StoredPolicy {
  return toStored(readPolicy(text, bucket), bucket)
}

/** The same without validation: for policies that were valid when they were stored, or older than Block Public Access. */
export function unvalidatedPolicy(document: object, bucket: StoredBucket): StoredPolicy {
  return toStored(parsePolicy(document), bucket)
}

function toStored(policy: Policy, { arn }: StoredBucket): StoredPolicy {
  const partition = arn.split(':')[1] ?? 'aws'
  const text = normalizePolicy(policy.document, partition)
  return { text, policy, isPublic: policy.statements.some(isPublic) }
}
