import type { BucketEvent } from '../event.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { OWN_SIDS } from '../statements/cooper-statements.ts'
import { withoutOwn } from '../statements/without-own.ts'
import type { BucketStack } from './stack.ts'

/**
 * A bucket whose deployment may not be finished. CloudFormation and Cloud Control create a bucket policy only where none
 * stands, so a policy by Cooper would make them fail.
 */
export interface Settling {
  /** The time of the call that began it, ISO 8601 in UTC. */
  readonly since: string
  readonly cause: 'deployment' | 'deletion'
  /** The stack with which it ends. `undefined`: it ends after some minutes. */
  readonly stack: BucketStack | undefined
}

/** What an event says about the deployment of a bucket. `undefined`: nothing. */
export function settlingBy(
  event: BucketEvent,
  stack: BucketStack | undefined,
  entries: readonly JournalEntry[],
): Settling | undefined {
  if (isByDeployment(event)) return { since: event.time, cause: 'deployment', stack }
  return event.name === 'DeleteBucketPolicy' && wasOwnPolicy(entries)
    ? { since: event.time, cause: 'deletion', stack: undefined }
    : undefined
}

const DEPLOYERS = ['cloudformation.amazonaws.com', 'cloudcontrolapi.amazonaws.com']

/** Whether CloudFormation or Cloud Control made the call. CloudTrail sets both fields, and no caller can choose them. */
export const isByDeployment = ({ actor }: Pick<BucketEvent, 'actor'>): boolean =>
  [actor.invokedBy, actor.sourceAddress].some((name) => DEPLOYERS.includes(name ?? ''))

/** Whether the bucket policy held nothing but Cooper's statements after the last change in the journal. */
function wasOwnPolicy(entries: readonly JournalEntry[]): boolean {
  const last = entries.findLast(({ record }) => record)
  const policy = last?.record?.after.policy
  if (!last || !policy) return false
  return withoutOwn(policy, OWN_SIDS, last.intent.event.bucket) === null
}

/** Hours after which a stack counts as finished, even if its end is not known: an event may be lost. */
const LONGEST_DEPLOYMENT = 24

/** Whether the deployment is over. `ended`: the last time at which the stack reached a final status. */
export function isOver(
  { since, stack }: Settling,
  ended: string | undefined,
  settleMinutes: number,
  now: Date,
): boolean {
  const begun = Date.parse(since)
  const minutes = (now.getTime() - begun) / 60_000
  if (!stack) return minutes >= settleMinutes
  return minutes >= LONGEST_DEPLOYMENT * 60 || (ended !== undefined && Date.parse(ended) >= begun)
}

/** Why Cooper creates no policy yet, in words. */
export const settlingReason = ({ since, cause, stack }: Settling): string =>
  `${stack ? `The stack ${stack.name} may not be finished` : CAUSES[cause]} (since ${since}). CloudFormation creates a bucket policy only where none stands`

const CAUSES: Readonly<Record<Settling['cause'], string>> = {
  deployment: 'The deployment of the bucket may not be finished',
  deletion: 'Somebody deleted the bucket policy, perhaps to make room for another one',
}
