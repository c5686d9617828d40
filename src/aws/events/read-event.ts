import type { BucketPlace } from '../../core/bucket.ts'
import { type BucketEvent, trueTime } from '../../core/event.ts'
import { reasonToIgnoreCall } from '../../core/relevance.ts'
import { isCheckRequest, parseCheckRequest } from './check-request.ts'
import { parseBucketEvent, parseCall } from './cloudtrail-event.ts'

/**
 * The bucket event in an EventBridge event, or the reason to ignore it as a text. `home`: the place of the function. Throws
 * where the event is malformed.
 */
export function readEvent(input: unknown, home: BucketPlace, now: Date): BucketEvent | string {
  const event = parseRelevant(input, home)
  return typeof event === 'string' ? event : { ...event, time: trueTime(event.time, now) }
}

function parseRelevant(input: unknown, home: BucketPlace): BucketEvent | string {
  if (isCheckRequest(input)) return parseCheckRequest(input, home)
  const call = parseCall(input)
  if (!call) return 'Not a call reported by CloudTrail'
  return reasonToIgnoreCall(call) ?? parseBucketEvent(input, home)
}
