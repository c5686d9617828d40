import type { BucketEvent } from '../../core/event.ts'
import { reasonToIgnoreCall } from '../../core/relevance.ts'
import { isCheckRequest, parseCheckRequest } from './check-request.ts'
import { parseBucketEvent, parseCall } from './cloudtrail-event.ts'

/** The bucket event in an EventBridge event, or the reason to ignore it as a text. Throws where the event is malformed. */
export function readEvent(input: unknown): BucketEvent | string {
  if (isCheckRequest(input)) return parseCheckRequest(input)
  const call = parseCall(input)
  if (!call) return 'Not a call reported by CloudTrail'
  return reasonToIgnoreCall(call) ?? parseBucketEvent(input)
}
