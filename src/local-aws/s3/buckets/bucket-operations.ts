import { partitionOfCloud } from '../../cloud.ts'
import { awsError } from '../../http/aws-error.ts'
import { type Exchange, emptyReply, header } from '../../http/exchange.ts'
import { parseXml, xmlText } from '../../http/xml.ts'
import { newBucket, type StoredBucket } from '../bucket.ts'
import { readCannedAcl } from '../configurations/canned-acl.ts'
import { readOwnership } from '../configurations/ownership-controls.ts'
import { checkElements } from '../content/check-elements.ts'
import { malformedXml } from '../errors.ts'
import { isEmptyBucket } from '../objects/store/versions.ts'
import type { AccountOperation, BucketOperation, S3Call } from '../operation.ts'
import { xmlReply } from '../respond.ts'
import { isValidBucketName } from './bucket-name.ts'

const OBJECT_LOCK_ENABLED = 'x-amz-bucket-object-lock-enabled'
const OBJECT_OWNERSHIP = 'x-amz-object-ownership'

const createBucket: AccountOperation = {
  name: 'CreateBucket',
  method: 'PUT',
  on: 'new-bucket',
  action: 's3:CreateBucket',
  headers: ['x-amz-acl', 'x-amz-grant-*', OBJECT_LOCK_ENABLED, OBJECT_OWNERSHIP],
  event: 'CreateBucket',
  run(call) {
    const { cloud, target, identity } = call
    const account = 'account' in identity.caller ? identity.caller.account : cloud.account
    const region = newRegion(call)
    if (!isValidBucketName(target.bucket)) {
      throw awsError('InvalidBucketName', 400, 'The specified bucket is not valid.', {
        details: { BucketName: target.bucket },
      })
    }
    const acl = readCannedAcl(call.exchange)
    const partition = partitionOfCloud(region)
    if (!isRepeat(call, account)) {
      const facts = { name: target.bucket, account, region, partition, acl }
      const { knowsBlockedEncryptionTypes, newBucketDelayMs } = cloud
      const createdAt = cloud.clock()
      const hiddenUntil = new Date(createdAt.getTime() + newBucketDelayMs)
      const more = { createdAt, hiddenUntil, knowsBlockedEncryptionTypes }
      const bucket = newBucket({ ...facts, ...more })
      cloud.buckets.add(Object.assign(bucket, settingsOfNew(call.exchange)))
    }
    const arn = `arn:${partition}:s3:::${target.bucket}`
    return emptyReply(200, { location: `/${target.bucket}`, 'x-amz-bucket-arn': arn })
  },
}

const headBucket: BucketOperation = {
  name: 'HeadBucket',
  method: 'HEAD',
  on: 'bucket',
  action: 's3:ListBucket',
  run: ({ bucket }) =>
    emptyReply(200, {
      'content-type': 'application/xml',
      'x-amz-bucket-region': bucket.region,
      'x-amz-bucket-arn': bucket.arn,
      'x-amz-access-point-alias': 'false',
    }),
}

const deleteBucket: BucketOperation = {
  name: 'DeleteBucket',
  method: 'DELETE',
  on: 'bucket',
  action: 's3:DeleteBucket',
  event: 'DeleteBucket',
  run({ cloud, bucket }) {
    if (!isEmptyBucket(bucket)) {
      throw awsError('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty', {
        details: { BucketName: bucket.name },
      })
    }
    cloud.buckets.remove(bucket.name)
    return emptyReply(204)
  },
}

const getBucketLocation: BucketOperation = {
  name: 'GetBucketLocation',
  method: 'GET',
  on: 'bucket',
  subresource: 'location',
  action: 's3:GetBucketLocation',
  run({ bucket }) {
    const isFirst = bucket.region === 'us-east-1'
    return xmlReply('LocationConstraint', isFirst ? {} : { '#text': bucket.region })
  },
}

export const BUCKET_OPERATIONS = [createBucket, headBucket, deleteBucket, getBucketLocation]

/** What the headers of CreateBucket set besides. Object lock needs versioning, and switches it on. */
function settingsOfNew(exchange: Exchange): Partial<StoredBucket> {
  const ownership = header(exchange, OBJECT_OWNERSHIP)
  const hasLock = header(exchange, OBJECT_LOCK_ENABLED)?.toLowerCase() === 'true'
  return {
    ...(ownership === undefined ? {} : { ownership: readOwnership(ownership) }),
    ...(hasLock ? { objectLock: {}, versioning: 'Enabled' } : {}),
  }
}

// Only us-east-1 creates buckets in other regions. "us-east-1" itself is not a valid location.
function newRegion({ exchange, region }: S3Call): string {
  const text = exchange.body.toString()
  const configuration = text === '' ? {} : parseXml(text, 'CreateBucketConfiguration')
  if (configuration === undefined) throw malformedXml()
  checkElements(configuration, { LocationConstraint: 'text' }, 'CreateBucketConfiguration')
  const wanted = xmlText(configuration, 'LocationConstraint') || undefined
  if (
    wanted === 'us-east-1' ||
    (wanted !== undefined && !/^(EU|[a-z]+(-[a-z]+)+-\d)$/.test(wanted))
  ) {
    const message = 'The specified location-constraint is not valid'
    throw awsError('InvalidLocationConstraint', 400, message, {
      details: { LocationConstraint: wanted },
    })
  }
  const location = wanted === 'EU' ? 'eu-west-1' : wanted
  if (region === 'us-east-1' || location === region) return location ?? region
  throw awsError(
    'IllegalLocationConstraintException',
    400,
    `The ${wanted ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  )
}

// Only in us-east-1, the owner can create a bucket again without an error.
function isRepeat({ cloud, target, region, exchange }: S3Call, account: string): boolean {
  const existing = cloud.buckets.get(target.bucket)
  if (existing === undefined) return false
  const details = { BucketName: target.bucket }
  if (existing.account !== account) {
    const message =
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.'
    throw awsError('BucketAlreadyExists', 409, message, { details })
  }
  if (region === 'us-east-1' && existing.region === region && !header(exchange, 'x-amz-acl')) {
    return true
  }
  const message =
    'Your previous request to create the named bucket succeeded and you already own it.'
  throw awsError('BucketAlreadyOwnedByYou', 409, message, { details })
}
