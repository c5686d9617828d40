import type { Bucket } from './bucket.ts'
import type { Snapshot } from './posture.ts'

/** The calls after which a bucket may fall short, or may not be exempt any more. */
export const EVENT_NAMES = [
  'CreateBucket',
  'PutBucketPolicy',
  'DeleteBucketPolicy',
  'PutBucketEncryption',
  'DeleteBucketEncryption',
  'PutBucketTagging',
  'DeleteBucketTagging',
  'TagResource',
  'UntagResource',
  'DeleteBucketWebsite',
] as const

/** The name of an event that no call stands behind: a sweep asks for a look. */
export const BY_SWEEP = 'BucketCheckRequested'

/** Who made the call, as CloudTrail tells it: text from outside, to be shown only after `printable`. */
export interface Actor {
  readonly arn: string | undefined
  /** CloudTrail's `userIdentity.type`: `IAMUser`, `AssumedRole`, `Root`, `AWSService` … */
  readonly kind: string
  /** The AWS service that called for somebody, such as `cloudformation.amazonaws.com`. */
  readonly invokedBy: string | undefined
  readonly sourceAddress: string | undefined
  readonly userAgent: string | undefined
}

/** A hint that a bucket changed: where to look, and whom to name. Never a fact about the bucket. */
export interface BucketEvent {
  readonly id: string
  readonly name: string
  /** ISO 8601 in UTC; CloudTrail's resolution is one second. */
  readonly time: string
  readonly bucket: Bucket
  readonly actor: Actor
  /** The role behind a session: how Cooper knows its own calls. */
  readonly role: { readonly name: string; readonly account: string } | undefined
  /** The account that CloudTrail names as the bucket's, where it names one. */
  readonly bucketAccount: string | undefined
  /** What the call put, where it put a policy or an encryption rule, and the event tells. `null`: it deleted it. */
  readonly put?: Snapshot
  /** The sweep that asks for the look, and the role of the Cooper that sweeps. */
  readonly sweep?: { readonly id: string; readonly cooper: string }
}

/** Whether another Cooper of the account did it, by the name of its role. */
export const isByAnotherCooper = ({
  role,
  bucket,
}: Pick<BucketEvent, 'role' | 'bucket'>): boolean =>
  role?.account === bucket.account && role.name.startsWith('cooper-')

/** Whether only the tags of the bucket changed. */
export const isTagging = ({ name }: Pick<BucketEvent, 'name'>): boolean =>
  /^(Put|Delete)BucketTagging$|^(Tag|Untag)Resource$/.test(name)
