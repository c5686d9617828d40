import type { BucketEvent } from '../../core/event.ts'
import { reasonToIgnoreCall } from '../../core/relevance.ts'
import { isCheckRequest, parseCheckRequest } from './check-request.ts'
import { parseBucketEvent, parseCall } from './cloudtrail-event.ts'

/** What an EventBridge event asks for; or, as a text, why it needs no look at a bucket. Throws where it is malformed. */
export function readEvent(input: unknown): BucketEvent | string {
  if (isCheckRequest(input)) return parseCheckRequest(input)
  const call = parseCall(input)
  if (!call) return 'Not a call reported by CloudTrail'
  return reasonToIgnoreCall(call) ?? parseBucketEvent(input)
}
