import type { Cloud } from '../cloud.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import type { Credential } from '../identity/credential.ts'
import type { LocalIdentity } from '../identity/identity.ts'
import type { StoredBucket } from './bucket.ts'

/** How an S3 operation is addressed, and what it takes to be allowed. */
interface Address {
  /** As the SDKs call it. */
  readonly name: string
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** The query key that names the sub-resource, such as `policy`. */
  readonly subresource?: string
  /** Further query keys that it understands; with any other it is not implemented. */
  readonly parameters?: readonly string[]
  /** The IAM action. */
  readonly action: string
  /** Its name in CloudTrail, for a call that changes a bucket. Objects are data events, which the trail leaves out. */
  readonly event?: string
}

export interface AccountOperation extends Address {
  readonly on: 'account' | 'new-bucket'
  readonly run: (call: S3Call) => Reply
}

export interface BucketOperation extends Address {
  readonly on: 'bucket' | 'object'
  /** The key that a call without one in its path is about, for the log. */
  readonly keyIn?: (exchange: Exchange) => string | undefined
  readonly run: (call: BucketCall) => Reply
}

export type Operation = AccountOperation | BucketOperation

/** A request as S3 understood it. */
export interface S3Call {
  readonly cloud: Cloud
  readonly exchange: Exchange
  readonly credential: Credential | undefined
  readonly identity: LocalIdentity
  /** The region whose endpoint the client believes to talk to. */
  readonly region: string
  readonly target: Target
  /** The account of the bucket; of one that does not exist (yet) the caller's. */
  readonly owner: string
  readonly operation: Operation
}

/** What the path names; empty where it names nothing. */
export interface Target {
  readonly bucket: string
  readonly key: string
}

/** A call on a bucket that exists, in its own region, by somebody who may. */
export interface BucketCall extends S3Call {
  readonly bucket: StoredBucket
}
