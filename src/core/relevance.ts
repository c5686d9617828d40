import { bucketOfArn, isDirectoryBucket } from './bucket.ts'
import { type BucketEvent, EVENT_NAMES } from './event.ts'

/** The fields that CloudTrail reports of every call. */
export interface ApiCall {
  readonly eventSource: string
  readonly eventName: string
  readonly errorCode?: string | undefined
  /** The ARN of the tagged resource, for calls that take an ARN. */
  readonly resourceArn?: string | undefined
}

/** Why Cooper ignores a call. `undefined`: it does not. */
export function reasonToIgnoreCall({ eventSource, eventName, errorCode, resourceArn }: ApiCall) {
  if (eventSource !== 's3.amazonaws.com') return 'Not a call of Amazon S3'
  if (!EVENT_NAMES.some((name) => name === eventName)) return 'Not a call that Cooper acts on'
  if (errorCode !== undefined) return 'The call failed, so it changed nothing'
  // TagResource and UntagResource also tag access points, Storage Lens configurations and other resources.
  const isTagging = eventName === 'TagResource' || eventName === 'UntagResource'
  if (isTagging && !bucketOfArn(resourceArn)) return 'The tags of a resource that is not a bucket'
  return undefined
}

/** The names of Cooper's role and of its journal bucket. */
export interface Own {
  readonly roleName: string | undefined
  /** The role that writes, where it is another one: that of a member. */
  readonly memberRole?: string
  readonly journalBucket: string | undefined
}

export function reasonToIgnoreEvent(event: BucketEvent, own: Own) {
  const { roleName, journalBucket } = own
  if (isDirectoryBucket(event.bucket.name)) return 'A directory bucket'
  if (isOwnWrite(event, own.memberRole ?? roleName)) return "Cooper's own write"
  // serverless.yml sets its encryption and its policy, and Cooper must not deny itself access to it.
  if (event.bucket.name === journalBucket) return "Cooper's own journal"
  if (event.sweep && roleName !== undefined && event.sweep.cooper !== roleName) {
    return 'The sweep of another Cooper'
  }
  if (isOfAnotherAccount(event)) return 'The bucket belongs to another account'
  return undefined
}

// The caller chooses the session name and the user agent, but not the name and account of the role.
const isOwnWrite = ({ role, bucket }: BucketEvent, ownRole: string | undefined) =>
  ownRole !== undefined && role?.name === ownRole && role.account === bucket.account

// CloudTrail reports a cross-account call in both accounts.
const isOfAnotherAccount = ({ bucketAccount, bucket }: BucketEvent) =>
  bucketAccount !== undefined && bucketAccount !== bucket.account
