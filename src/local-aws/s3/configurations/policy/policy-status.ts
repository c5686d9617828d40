import { awsError } from '../../../http/aws-error.ts'
import type { BucketOperation } from '../../operation.ts'
import { xmlReply } from '../../respond.ts'

const getBucketPolicyStatus: BucketOperation = {
  name: 'GetBucketPolicyStatus',
  method: 'GET',
  on: 'bucket',
  subresource: 'policyStatus',
  action: 's3:GetBucketPolicyStatus',
  run({ bucket }) {
    if (bucket.policy === undefined) {
      throw awsError('NoSuchBucketPolicy', 404, 'The bucket policy does not exist', {
        details: { BucketName: bucket.name },
      })
    }
    return xmlReply('PolicyStatus', { IsPublic: bucket.policy.isPublic })
  },
}

export const POLICY_STATUS_OPERATIONS = [getBucketPolicyStatus]
