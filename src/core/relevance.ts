import { bucketOfArn, isDirectoryBucket } from './bucket.ts'
import { type BucketEvent, EVENT_NAMES } from './event.ts'

/** What every call that CloudTrail reports says of itself. */
export interface ApiCall {
  readonly eventSource: string
  readonly eventName: string
  readonly errorCode?: string | undefined
  /** What was tagged, where the call names it by its ARN. */
  readonly resourceArn?: string | undefined
}

/** Why an event needs no look at a bucket, or `undefined` when it does. */
export function reasonToIgnoreCall({ eventSource, eventName, errorCode, resourceArn }: ApiCall) {
  if (eventSource !== 's3.amazonaws.com') return 'Not a call of Amazon S3'
  if (!EVENT_NAMES.some((name) => name === eventName)) return 'Not a call that Cooper acts on'
  if (errorCode !== undefined) return 'The call failed, so it changed nothing'
  // The same calls tag access points, storage lenses and what not.
  const isTagging = eventName === 'TagResource' || eventName === 'UntagResource'
  if (isTagging && !bucketOfArn(resourceArn)) return 'The tags of something that is no bucket'
  return undefined
}

/** What is Cooper's own: the name of its role, and of the bucket that it keeps its journal in. */
export interface Own {
  readonly roleName: string | undefined
  readonly journalBucket: string | undefined
}

export function reasonToIgnoreEvent(event: BucketEvent, { roleName, journalBucket }: Own) {
  if (isDirectoryBucket(event.bucket.name)) return 'A directory bucket'
  if (isOwnWrite(event, roleName)) return "Cooper's own write"
  // serverless.yml says how it is encrypted and guarded, and Cooper must be able to write to it.
  if (event.bucket.name === journalBucket) return "Cooper's own journal"
  if (event.sweep && roleName !== undefined && event.sweep.cooper !== roleName) {
    return 'The sweep of another Cooper'
  }
  if (isOfAnotherAccount(event)) return 'The bucket belongs to another account'
  return undefined
}

// Session names and user agents are chosen by the caller; a role's name and account are not.
const isOwnWrite = ({ role, bucket }: BucketEvent, ownRole: string | undefined) =>
  ownRole !== undefined && role?.name === ownRole && role.account === bucket.account

// CloudTrail reports a call across accounts in both of them.
const isOfAnotherAccount = ({ bucketAccount, bucket }: BucketEvent) =>
  bucketAccount !== undefined && bucketAccount !== bucket.account
