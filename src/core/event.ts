import type { Bucket } from './bucket.ts'
import type { ControlId } from './controls/ids.ts'
import type { Snapshot } from './posture.ts'

/** The calls after which a bucket may be non-compliant, or no longer exempt. */
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

/** The name of the event by which a sweep requests a check. It does not report an API call. */
export const BY_SWEEP = 'BucketCheckRequested'

/** The caller as CloudTrail reports it. The caller chooses some of these texts, so show them only after `printable`. */
export interface Actor {
  readonly arn: string | undefined
  /** CloudTrail's `userIdentity.type`: `IAMUser`, `AssumedRole`, `Root`, `AWSService` … */
  readonly kind: string
  /** The AWS service that made the call on behalf of the caller, such as `cloudformation.amazonaws.com`. */
  readonly invokedBy: string | undefined
  readonly sourceAddress: string | undefined
  readonly userAgent: string | undefined
}

/** A hint that a bucket changed: which bucket to read, and whom to name. Never a fact about the bucket. */
export interface BucketEvent {
  readonly id: string
  readonly name: string
  /** ISO 8601 in UTC; CloudTrail's resolution is one second. */
  readonly time: string
  readonly bucket: Bucket
  readonly actor: Actor
  /** The role of the session, by which Cooper recognizes its own calls. */
  readonly role: { readonly name: string; readonly account: string } | undefined
  /** The account that the event names as the bucket's. Only ever a reason to ignore the event. */
  readonly bucketAccount: string | undefined
  /** The policy or encryption rule that the call put, where the event contains it. `null`: the call deleted it. */
  readonly put?: Snapshot
  /** The sweep that requests the check, and the role of its Cooper. */
  readonly sweep?: { readonly id: string; readonly cooper: string }
  /** The proposal that a person approves. */
  readonly approval?: Approval
}

/** A proposal that a person approves. */
export interface Approval {
  readonly id: string
  readonly controls: readonly ControlId[]
  /** Who made the call after which Cooper made the proposal. */
  readonly actor: Actor
}

/** The names of the events by which a person uses the commands. */
export const BY_CHECK = 'CooperCheck'
export const BY_FIX = 'CooperFix'
export const BY_APPROVAL = 'CooperApprove'
export const BY_REJECTION = 'CooperReject'
export const BY_UNDO = 'CooperUndo'

/** The name of the event by which a person makes room for the bucket policy of a template. */
export const BY_YIELD = 'CooperYield'

/** The name of the event by which a person takes Cooper's statements out for good. */
export const BY_UNINSTALL = 'CooperUninstall'

/** What caused an event: the command that a person used, or the call. */
export const causeOf = ({ name }: Pick<BucketEvent, 'name'>): string =>
  OF_COMMANDS.includes(name) ? `npx cooper ${name.replace('Cooper', '').toLowerCase()}` : name

const OF_COMMANDS = [BY_CHECK, BY_FIX, BY_APPROVAL, BY_REJECTION, BY_UNDO, BY_YIELD, BY_UNINSTALL]

/** Whether a text has the form of an event's id. A sweep's request has an id with the name of the bucket. */
export const isEventId = (text: string): boolean => /^[!-~]{1,512}$/.test(text)

/** Whether the caller is another Cooper of the account, by the name of its role. */
export const isByAnotherCooper = ({
  role,
  bucket,
}: Pick<BucketEvent, 'role' | 'bucket'>): boolean =>
  role?.account === bucket.account && /(^|-)cooper-/.test(role.name)

/** Whether the call changed only the tags of the bucket. */
export const isTagging = ({ name }: Pick<BucketEvent, 'name'>): boolean =>
  /^(Put|Delete)BucketTagging$|^(Tag|Untag)Resource$/.test(name)

// Milliseconds. Lambda's third delivery of an event comes three minutes after the first at the earliest, so it decides.
const YOUNG = 120_000

/**
 * Whether S3 may not know the bucket everywhere yet, or a user or role in its policy: the event reports a call that created
 * or configured it moments ago. A bucket is often deleted right after its policy or tags.
 */
export const mayBeNew = ({ name, time }: Pick<BucketEvent, 'name' | 'time'>, now: Date): boolean =>
  /^(CreateBucket|PutBucket|TagResource)/.test(name) &&
  Math.abs(now.getTime() - Date.parse(time)) < YOUNG

// Amazon S3 began on this day.
const FIRST_TIME = Date.parse('2006-03-14T00:00:00Z')

// Milliseconds by which the clocks of CloudTrail and Lambda may differ.
const MOST_AHEAD = 60_000

/**
 * The time of an event in UTC, to the second where it has no fraction. Anyone who may put events on the bus can invent a
 * time. One that cannot be true counts as now: otherwise its entry in the journal would be the newest one for years.
 */
export function trueTime(time: string, now: Date): string {
  const said = Date.parse(time)
  const isPossible = said >= FIRST_TIME && said <= now.getTime() + MOST_AHEAD
  return new Date(isPossible ? said : now).toISOString().replace('.000Z', 'Z')
}
