import { type AwsError, awsError } from '../../http/aws-error.ts'
import type { StoredBucket } from '../bucket.ts'
import type { Shape } from '../content/check-elements.ts'
import { malformedXml } from '../errors.ts'
import type { BucketOperation } from '../operation.ts'
import { type BucketConfiguration, operationsOf } from './configuration.ts'

/** A configuration that is stored and returned, and has no effect here. */
interface Kept {
  readonly name: string
  readonly subresource: string
  readonly root: string
  /** The elements that it may have. Any other answers 501. */
  readonly shape: Shape
  /** The middle of its IAM actions: `s3:Get…` and `s3:Put…`. */
  readonly action: string
  /** The IAM action of its deletion. Absent: it cannot be deleted, only replaced. */
  readonly deletion?: string
  readonly event?: string
  readonly headers?: readonly string[]
  /** What S3 answers where it is not configured: an error, or an empty configuration. */
  readonly missing?: (bucket: StoredBucket) => AwsError
}

const missing =
  (code: string, message: string) =>
  ({ name: BucketName }: StoredBucket) =>
    awsError(code, 404, message, { details: { BucketName } })

const KEPT: readonly Kept[] = [
  {
    ...{ name: 'BucketCors', subresource: 'cors', root: 'CORSConfiguration' },
    ...{ action: 'BucketCORS', deletion: 's3:PutBucketCORS', shape: { CORSRule: 'any' } },
    missing: missing('NoSuchCORSConfiguration', 'The CORS configuration does not exist'),
  },
  {
    ...{ name: 'BucketReplication', subresource: 'replication', root: 'ReplicationConfiguration' },
    ...{ action: 'ReplicationConfiguration', deletion: 's3:PutReplicationConfiguration' },
    shape: { Role: 'text', Rule: 'any' },
    missing: missing(
      'ReplicationConfigurationNotFoundError',
      'The replication configuration was not found',
    ),
  },
  {
    ...{ name: 'BucketNotificationConfiguration', subresource: 'notification' },
    ...{ root: 'NotificationConfiguration', action: 'BucketNotification' },
    event: 'BucketNotification',
    headers: ['x-amz-skip-destination-validation'],
    // Only EventBridge gets what happens to objects, and here it does not.
    shape: {
      ...{
        TopicConfiguration: 'any',
        QueueConfiguration: 'any',
        CloudFunctionConfiguration: 'any',
      },
      EventBridgeConfiguration: 'any',
    },
  },
  {
    ...{ name: 'BucketRequestPayment', subresource: 'requestPayment', shape: { Payer: 'text' } },
    ...{ root: 'RequestPaymentConfiguration', action: 'BucketRequestPayment' },
  },
  {
    ...{ name: 'BucketAccelerateConfiguration', subresource: 'accelerate' },
    ...{ root: 'AccelerateConfiguration', action: 'AccelerateConfiguration' },
    shape: { Status: 'text' },
  },
]

/** What an empty configuration has, where that is not nothing. */
const DEFAULTS: Readonly<Record<string, { readonly [element: string]: string }>> = {
  requestPayment: { Payer: 'BucketOwner' },
}

const configurationOf = (kept: Kept): BucketConfiguration => ({
  ...kept,
  actions: {
    get: `s3:Get${kept.action}`,
    put: `s3:Put${kept.action}`,
    ...(kept.deletion === undefined ? {} : { delete: kept.deletion }),
  },
  read: (bucket) =>
    bucket.kept?.get(kept.subresource) ??
    (kept.missing === undefined ? (DEFAULTS[kept.subresource] ?? {}) : undefined),
  write(bucket, content) {
    bucket.kept ??= new Map()
    if (content === undefined) bucket.kept.delete(kept.subresource)
    else bucket.kept.set(kept.subresource, content)
  },
  missing: kept.missing ?? (() => malformedXml()),
})

export const KEPT_OPERATIONS: readonly BucketOperation[] = KEPT.flatMap((kept) =>
  operationsOf(configurationOf(kept)),
)
