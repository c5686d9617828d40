import * as v from 'valibot'
import { partitionOf } from '../../core/bucket.ts'
import { type BucketEvent, BY_SWEEP } from '../../core/event.ts'
import { CHECK_REQUESTED, SOURCE } from '../../core/sweep/bus-entry.ts'
import { malformed, parseEventWith } from './parse-event.ts'
import { AccountId, BucketName, IsoTime, RegionName, SweepId } from './values.ts'

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
    account: AccountId,
    region: RegionName,
  }),
})

export const isCheckRequest = (event: unknown): boolean => v.is(CheckEnvelope, event)

/**
 * A request of a sweep to check a bucket. Anyone who may put events on the bus can send one. Like every event it is only a
 * hint, and it can name buckets of this account only. Throws an error that names the malformed field.
 */
export function parseCheckRequest(event: unknown): BucketEvent {
  const { account, detail } = parseEventWith(CheckRequest, event)
  const { cooper, sweep, time, bucket, region } = detail
  if (detail.account !== account) throw malformed('detail.account', 'is not the account of the bus')
  return {
    // The same id for every delivery in one sweep, so that a retry finds the journal entry of an interrupted run.
    id: `sweep-${sweep}-${bucket}`,
    name: BY_SWEEP,
    time,
    bucket: { name: bucket, account, region, partition: partitionOf(region) },
    actor: {
      arn: undefined,
      kind: 'Cooper',
      invokedBy: undefined,
      sourceAddress: undefined,
      userAgent: undefined,
    },
    role: undefined,
    bucketAccount: undefined,
    sweep: { id: sweep, cooper },
  }
}
