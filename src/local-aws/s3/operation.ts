import type { Cloud } from '../cloud.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import type { Credential } from '../identity/credential.ts'
import type { LocalIdentity } from '../identity/identity.ts'
import type { StoredBucket } from './bucket.ts'
import type { CheckedContent } from './content/check-content.ts'

/** How an S3 operation is addressed, and the permission that it requires. */
interface Address {
  /** As the SDKs call it. */
  readonly name: string
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** The query key that names the sub-resource, such as `policy`. */
  readonly subresource?: string
  /** Further query keys that are implemented. Any other answers 501. */
  readonly parameters?: readonly string[]
  /** The query key without which it is another operation, such as `id`. */
  readonly requiredParameter?: string
  /** The header that names the operation, such as `x-amz-copy-source`. */
  readonly namingHeader?: string
  /** Headers with a meaning to S3 that are implemented, besides those of any call. Any other answers 501. */
  readonly headers?: readonly string[]
  /** Whether a checksum in the headers is that of the object, and not that of the body. */
  readonly hasObjectChecksum?: boolean
  /** The IAM action. */
  readonly action: string
  /** The IAM action where the query names a version. */
  readonly versionAction?: string
  /** The CloudTrail name of a call that changes a bucket. Calls on objects are data events, which the trail does not record. */
  readonly event?: string
}

export interface AccountOperation extends Address {
  readonly on: 'account' | 'new-bucket'
  readonly run: (call: S3Call) => Reply
}

export interface BucketOperation extends Address {
  readonly on: 'bucket' | 'object'
  /** The key of a call that has none in its path, for the log. */
  readonly keyIn?: (exchange: Exchange) => string | undefined
  readonly run: (call: BucketCall) => Reply
}

export type Operation = AccountOperation | BucketOperation

/** A request as S3 parsed it. */
export interface S3Call {
  readonly cloud: Cloud
  readonly exchange: Exchange
  readonly credential: Credential | undefined
  readonly identity: LocalIdentity
  /** The region whose endpoint the client means to call. */
  readonly region: string
  readonly target: Target
  /** The account of the bucket; if the bucket does not exist, the caller's account. */
  readonly owner: string
  readonly operation: Operation
}

/** Bucket and key in the path; empty where it has none. */
export interface Target {
  readonly bucket: string
  readonly key: string
}

/** An authorized call on a bucket that exists, in the bucket's region. */
export interface BucketCall extends S3Call {
  readonly bucket: StoredBucket
  readonly content: CheckedContent
}
