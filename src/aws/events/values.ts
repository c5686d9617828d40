import * as v from 'valibot'
import { isStackId } from '../../core/assessment/stack.ts'
import { isAccountId, isBucketName, isPartition, isRegion } from '../../core/bucket.ts'
import { isEventId } from '../../core/event.ts'
import { isSweepId } from '../../core/sweep/sweep.ts'

// esbuild leaves out schemas that a function does not use, since these have no side effects.
const text = /* @__NO_SIDE_EFFECTS__ */ (isValid: (text: string) => boolean, rule: string) =>
  v.pipe(v.string(rule), v.check(isValid, rule))

// The kinds of values that events, records and input lines have in common.
export const AccountId = text(isAccountId, 'must be an account id of 12 digits')
export const BucketName = text(isBucketName, 'must be the name of a bucket')
export const PartitionName = text(isPartition, 'must be a partition such as aws-cn')
export const RegionName = text(isRegion, 'must be a region')
export const EventId = text(isEventId, 'must be an id')
export const SweepId = text(isSweepId, 'must be the id of a sweep')
export const StackId = text(isStackId, 'must be the ARN of a stack')
export const IsoTime = v.pipe(v.string(), v.isoTimestamp('must be a time in ISO 8601'))
