import type { BucketPlace } from '../../core/bucket.ts'
import { type BucketEvent, trueTime } from '../../core/event.ts'
import { reasonToIgnoreCall } from '../../core/relevance.ts'
import { isCheckRequest, parseCheckRequest } from './check-request.ts'
import { parseBucketEvent, parseCall } from './cloudtrail-event.ts'

/**
 * The bucket event in an EventBridge event, or the reason to ignore it as a text. `place`: where its bucket is. `sender`: the
 * function's account, which only differs for a hub. Throws where the event is malformed.
 */
export function readEvent(
  input: unknown,
  place: BucketPlace,
  now: Date,
  sender = place.account,
): BucketEvent | string {
  const event = parseRelevant(input, place, sender)
  return typeof event === 'string' ? event : { ...event, time: trueTime(event.time, now) }
}

function parseRelevant(input: unknown, place: BucketPlace, sender: string): BucketEvent | string {
  if (isCheckRequest(input)) return parseCheckRequest(input, place, sender)
  const call = parseCall(input)
  if (!call) return 'Not a call reported by CloudTrail'
  return reasonToIgnoreCall(call) ?? parseBucketEvent(input, place)
}
