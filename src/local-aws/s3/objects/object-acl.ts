import { awsError } from '../../http/aws-error.ts'
import { aclReply } from '../configurations/bucket-acl.ts'
import type { BucketOperation } from '../operation.ts'
import { objectOf } from './store/found-object.ts'
import { ACL_HEADERS } from './upload/acl.ts'

const aclOfObject = { on: 'object', subresource: 'acl', parameters: ['versionId'] } as const

const getObjectAcl: BucketOperation = {
  ...{ ...aclOfObject, name: 'GetObjectAcl', method: 'GET', action: 's3:GetObjectAcl' },
  versionAction: 's3:GetObjectVersionAcl',
  run(call) {
    objectOf(call)
    return aclReply(call.bucket, 'private')
  },
}

// New buckets have access control lists disabled since April 2023.
const putObjectAcl: BucketOperation = {
  ...{ ...aclOfObject, name: 'PutObjectAcl', method: 'PUT', action: 's3:PutObjectAcl' },
  versionAction: 's3:PutObjectVersionAcl',
  headers: ACL_HEADERS,
  run() {
    throw awsError('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs')
  },
}

export const OBJECT_ACL_OPERATIONS = [getObjectAcl, putObjectAcl]
