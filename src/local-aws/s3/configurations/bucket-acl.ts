import { awsError, notImplemented } from '../../http/aws-error.ts'
import { emptyReply, type Reply } from '../../http/exchange.ts'
import type { XmlContent } from '../../http/xml.ts'
import { canonicalId } from '../../identity/identity.ts'
import type { StoredBucket } from '../bucket.ts'
import type { BucketOperation } from '../operation.ts'
import { xmlReply } from '../respond.ts'
import { type CannedAcl, type GroupGrant, groupGrants, readCannedAcl } from './canned-acl.ts'

const aclCommon = { on: 'bucket', subresource: 'acl' } as const

const getBucketAcl: BucketOperation = {
  ...{ ...aclCommon, name: 'GetBucketAcl', method: 'GET', action: 's3:GetBucketAcl' },
  run: ({ bucket }) => aclReply(bucket, bucket.acl),
}

// The ACL is only stored and returned. Object Ownership and BlockPublicAcls, which can refuse it, are not implemented here.
const putBucketAcl: BucketOperation = {
  ...{ ...aclCommon, name: 'PutBucketAcl', method: 'PUT', action: 's3:PutBucketAcl' },
  event: 'PutBucketAcl',
  headers: ['x-amz-acl', 'x-amz-grant-*'],
  run({ bucket, exchange }) {
    if (exchange.body.length > 0) throw notImplemented('an access control list in the body')
    const acl = readCannedAcl(exchange)
    if (acl === undefined) {
      throw awsError('MissingSecurityHeader', 400, 'Your request was missing a required header', {
        details: { MissingHeaderName: 'x-amz-acl' },
      })
    }
    bucket.acl = acl
    return emptyReply(200)
  },
}

export const ACL_OPERATIONS = [getBucketAcl, putBucketAcl]

/** The access control list of a bucket, or of an object in it: the owner has full control. */
export function aclReply({ account }: StoredBucket, acl: CannedAcl): Reply {
  const owner = { ID: canonicalId(account) }
  const full = { Grantee: grantee('CanonicalUser', owner), Permission: 'FULL_CONTROL' }
  return xmlReply('AccessControlPolicy', {
    Owner: owner,
    AccessControlList: { Grant: [full, ...groupGrants(acl).map(aclXml)] },
  })
}

function aclXml({ group, permission }: GroupGrant): XmlContent {
  return { Grantee: grantee('Group', { URI: group }), Permission: permission }
}

function grantee(type: 'CanonicalUser' | 'Group', content: XmlContent): XmlContent {
  const attributes = {
    '@_xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    '@_xsi:type': type,
  }
  return { ...attributes, ...content }
}
