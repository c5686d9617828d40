/** What a logged operation was, for a bucket policy. */
export type LoggedOperation =
  /** A request that the policy decides. Of an operation that AWS adds later, the action is not known. */
  | { readonly type: 'request'; readonly action: string | undefined }
  /** Requests of website endpoints, which speak plain HTTP only. */
  | { readonly type: 'website' }
  /** S3's own work, such as lifecycle expiration, and requests that no policy decides. */
  | { readonly type: 'own' }

/**
 * The IAM actions of logged operations, after `REST.`. AWS lists neither all operations nor their actions: these follow from
 * the names of the API's operations and the permissions that they require.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const ACTIONS = `
GET.OBJECT HEAD.OBJECT COPY.OBJECT_GET COPY.PART_GET POST.SELECT SELECT.OBJECT: GetObject
PUT.OBJECT POST.OBJECT COPY.OBJECT COPY.PART PUT.PART POST.UPLOADS POST.UPLOAD: PutObject
DELETE.OBJECT: DeleteObject
GET.OBJECT_ATTRIBUTES GET.ATTRIBUTES: GetObjectAttributes
GET.OBJECT_TAGGING: GetObjectTagging
PUT.OBJECT_TAGGING: PutObjectTagging
DELETE.OBJECT_TAGGING: DeleteObjectTagging
GET.TORRENT: GetObjectTorrent
GET.RETENTION GET.OBJECT_LOCK_RETENTION: GetObjectRetention
PUT.RETENTION PUT.OBJECT_LOCK_RETENTION: PutObjectRetention
GET.LEGAL_HOLD GET.OBJECT_LOCK_LEGALHOLD: GetObjectLegalHold
PUT.LEGAL_HOLD PUT.OBJECT_LOCK_LEGALHOLD: PutObjectLegalHold
POST.RESTORE: RestoreObject
GET.UPLOAD: ListMultipartUploadParts
DELETE.UPLOAD: AbortMultipartUpload
GET.UPLOADS: ListBucketMultipartUploads
GET.BUCKET HEAD.BUCKET: ListBucket
GET.BUCKETVERSIONS: ListBucketVersions
GET.LOCATION: GetBucketLocation
GET.BUCKETPOLICY: GetBucketPolicy
PUT.BUCKETPOLICY: PutBucketPolicy
DELETE.BUCKETPOLICY: DeleteBucketPolicy
GET.POLICY_STATUS GET.BUCKETPOLICYSTATUS: GetBucketPolicyStatus
GET.VERSIONING: GetBucketVersioning
PUT.VERSIONING: PutBucketVersioning
GET.LOGGING_STATUS: GetBucketLogging
PUT.LOGGING_STATUS: PutBucketLogging
GET.WEBSITE: GetBucketWebsite
PUT.WEBSITE: PutBucketWebsite
DELETE.WEBSITE: DeleteBucketWebsite
GET.CORS: GetBucketCORS
PUT.CORS DELETE.CORS: PutBucketCORS
GET.LIFECYCLE: GetLifecycleConfiguration
PUT.LIFECYCLE DELETE.LIFECYCLE: PutLifecycleConfiguration
GET.NOTIFICATION: GetBucketNotification
PUT.NOTIFICATION: PutBucketNotification
GET.ENCRYPTION: GetEncryptionConfiguration
PUT.ENCRYPTION DELETE.ENCRYPTION: PutEncryptionConfiguration
GET.REPLICATION: GetReplicationConfiguration
PUT.REPLICATION DELETE.REPLICATION: PutReplicationConfiguration
GET.PUBLIC_ACCESS_BLOCK: GetBucketPublicAccessBlock
PUT.PUBLIC_ACCESS_BLOCK DELETE.PUBLIC_ACCESS_BLOCK: PutBucketPublicAccessBlock
GET.OWNERSHIP_CONTROLS: GetBucketOwnershipControls
PUT.OWNERSHIP_CONTROLS DELETE.OWNERSHIP_CONTROLS: PutBucketOwnershipControls
GET.OBJECT_LOCK_CONFIGURATION GET.OBJECT_LOCK: GetBucketObjectLockConfiguration
PUT.OBJECT_LOCK_CONFIGURATION PUT.OBJECT_LOCK: PutBucketObjectLockConfiguration
GET.ACCELERATE: GetAccelerateConfiguration
PUT.ACCELERATE: PutAccelerateConfiguration
GET.REQUEST_PAYMENT: GetBucketRequestPayment
PUT.REQUEST_PAYMENT: PutBucketRequestPayment
GET.INVENTORY GET.INVENTORY_CONFIGURATION: GetInventoryConfiguration
PUT.INVENTORY PUT.INVENTORY_CONFIGURATION: PutInventoryConfiguration
GET.ANALYTICS GET.ANALYTICS_CONFIGURATION: GetAnalyticsConfiguration
PUT.ANALYTICS PUT.ANALYTICS_CONFIGURATION: PutAnalyticsConfiguration
GET.METRICS GET.METRICS_CONFIGURATION: GetMetricsConfiguration
PUT.METRICS PUT.METRICS_CONFIGURATION: PutMetricsConfiguration
GET.INTELLIGENT_TIERING: GetIntelligentTieringConfiguration
PUT.INTELLIGENT_TIERING: PutIntelligentTieringConfiguration
DELETE.BUCKET: DeleteBucket`

const ACTION_OF: ReadonlyMap<string, string> = new Map(
  ACTIONS.trim()
    .split('\n')
    .flatMap((line) => {
      const [operations = '', action] = line.split(': ')
      return operations.split(' ').map((name) => [`REST.${name}`, `s3:${action}`] as const)
    }),
)

/** The operations whose action depends on whether the request names an object. */
const OF_OBJECT: ReadonlyMap<string, readonly [ofBucket: string, ofObject: string]> = new Map([
  ['REST.GET.ACL', ['s3:GetBucketAcl', 's3:GetObjectAcl']],
  ['REST.PUT.ACL', ['s3:PutBucketAcl', 's3:PutObjectAcl']],
  ['REST.GET.TAGGING', ['s3:GetBucketTagging', 's3:GetObjectTagging']],
  ['REST.PUT.TAGGING', ['s3:PutBucketTagging', 's3:PutObjectTagging']],
  ['REST.DELETE.TAGGING', ['s3:PutBucketTagging', 's3:DeleteObjectTagging']],
])

/** The actions that have one of their own for a version of an object: `s3:GetObjectVersion`, `s3:GetObjectVersionAcl`. */
const OF_VERSION =
  /^(s3:(?:GetObject|DeleteObject|PutObject(?=Acl|Tagging)))(Acl|Attributes|Tagging|Torrent|)$/

// A preflight request has no credentials, and no policy decides it. The keys of a batch delete have records of their own.
const UNDECIDED = ['REST.OPTIONS.PREFLIGHT', 'REST.POST.MULTI_OBJECT_DELETE', 'REST.PUT.BUCKET']

/** The operation of a record. `hasKey`: it names an object. `hasVersion`: its request asked for a version of the object. */
export function loggedOperation(
  name: string,
  hasKey: boolean,
  hasVersion: boolean,
): LoggedOperation {
  if (name.startsWith('WEBSITE.')) return { type: 'website' }
  if (name.startsWith('S3.') || UNDECIDED.includes(name)) return { type: 'own' }
  if (name === 'BATCH.DELETE.OBJECT') return request('s3:DeleteObject')
  const [ofBucket, ofObject] = OF_OBJECT.get(name) ?? []
  const action = ACTION_OF.get(name) ?? (hasKey ? ofObject : ofBucket)
  return request(hasVersion ? action?.replace(OF_VERSION, '$1Version$2') : action)
}

const request = (action: string | undefined): LoggedOperation => ({ type: 'request', action })
