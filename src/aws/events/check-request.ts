import * as v from 'valibot'
import type { BucketPlace } from '../../core/bucket.ts'
import { type BucketEvent, BY_SWEEP } from '../../core/event.ts'
import { CHECK_REQUESTED, SOURCE } from '../../core/sweep/bus-entry.ts'
import { parseEventWith } from './parse-event.ts'
import { AccountId, BucketName, IsoTime, SweepId } from './values.ts'

const CheckEnvelope = v.object({
  source: v.literal(SOURCE),
  'detail-type': v.literal(CHECK_REQUESTED),
})

const CheckRequest = v.object({
  account: AccountId,
  detail: v.object({
    cooper: v.pipe(v.string(), v.maxLength(64)),
    sweep: SweepId,
    time: IsoTime,
    bucket: BucketName,
    account: v.fallback(v.optional(AccountId), undefined),
  }),
})

export const isCheckRequest = (event: unknown): boolean => v.is(CheckEnvelope, event)

/**
 * A request of a sweep to check a bucket. Anyone who may put events on the bus can send one. Like every event it is only a
 * hint: the bucket is one of the place. `sender`: the function's account, whose sweep may ask. Throws an error that names the
 * malformed field.
 */
export function parseCheckRequest(
  event: unknown,
  place: BucketPlace,
  sender = place.account,
): BucketEvent {
  const { account, detail } = parseEventWith(CheckRequest, event)
  const { cooper, sweep, time, bucket } = detail
  return {
    // The same id for every delivery in one sweep, so that a retry finds the journal entry of an interrupted run.
    id: `sweep-${sweep}-${bucket}`,
    name: BY_SWEEP,
    time,
    bucket: { name: bucket, ...place },
    actor: {
      arn: undefined,
      kind: 'Cooper',
      invokedBy: undefined,
      sourceAddress: undefined,
      userAgent: undefined,
    },
    role: undefined,
    // EventBridge sets `account` to the account of the sender.
    bucketAccount: account === sender ? (detail.account ?? account) : account,
    sweep: { id: sweep, cooper },
  }
}
