import * as v from 'valibot'
import { isAccountId, isBucketName, partitionOf } from '../../core/bucket.ts'
import { type BucketEvent, BY_SWEEP } from '../../core/event.ts'
import { CHECK_REQUESTED, SOURCE } from '../../core/sweep/bus-entry.ts'
import { isSweepId } from '../../core/sweep/sweep.ts'
import { malformed, parseEventWith } from './parse-event.ts'

const CheckEnvelope = v.object({
  source: v.literal(SOURCE),
  'detail-type': v.literal(CHECK_REQUESTED),
})

const account = v.pipe(v.string(), v.check(isAccountId, 'must be an account id of 12 digits'))

const CheckRequest = v.object({
  account,
  detail: v.object({
    cooper: v.pipe(v.string(), v.maxLength(64)),
    sweep: v.pipe(v.string(), v.check(isSweepId, 'must be the id of a sweep')),
    time: v.pipe(v.string(), v.isoTimestamp('must be a time in ISO 8601')),
    bucket: v.pipe(v.string(), v.check(isBucketName, 'must be the name of a bucket')),
    account,
    region: v.pipe(v.string(), v.regex(/^[a-z0-9-]{5,32}$/, 'must be a region')),
  }),
})

export const isCheckRequest = (event: unknown): boolean => v.is(CheckEnvelope, event)

/**
 * A sweep's request to look at a bucket. Whoever may put events on the bus can make one: it is a hint to look, like every
 * event, and names a bucket of this account only. Throws an error that names the malformed field.
 */
export function parseCheckRequest(event: unknown): BucketEvent {
  const { account, detail } = parseEventWith(CheckRequest, event)
  const { cooper, sweep, time, bucket, region } = detail
  if (detail.account !== account) throw malformed('detail.account', 'is not the account of the bus')
  return {
    // The same for every delivery in one sweep, so that a repeat finds what an earlier one left in the journal.
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
