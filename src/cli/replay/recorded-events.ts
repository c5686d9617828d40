import { gunzipSync } from 'node:zlib'
import * as v from 'valibot'
import { readBytes } from '../terminal/read-json-file.ts'
import { jsonTextsIn } from './json-texts.ts'

/** An event in EventBridge's envelope. */
export interface RecordedEvent {
  readonly event: unknown
  /** The request id of the Lambda run that failed to handle it, where a dead letter names it. */
  readonly run?: string
}

/** The events in a file. Throws where there is none. */
export async function recordedEvents(file: string): Promise<readonly RecordedEvent[]> {
  const events = eventsIn(textOf(await readBytes(file)), file)
  if (events.length > 0) return events
  throw new Error(`Cannot replay the file ${JSON.stringify(file)}: there is no event in it`)
}

// CloudTrail compresses its log files.
const isCompressed = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b

const textOf = (bytes: Buffer) => (isCompressed(bytes) ? gunzipSync(bytes) : bytes).toString()

/** The events in a text, in any form in which AWS hands them out. Throws where the text is not JSON. */
export function eventsIn(text: string, file: string): readonly RecordedEvent[] {
  try {
    return jsonTextsIn(text.replace(/^\uFEFF/, '')).flatMap((value) => unwrapEvents(value))
  } catch {
    throw new Error(`Cannot read the file ${JSON.stringify(file)}: it is not JSON`)
  }
}

const List = v.array(v.unknown())
/** A CloudTrail log file. */
const LogFile = v.object({ Records: List })
/** What `aws cloudtrail lookup-events` prints. */
const Lookup = v.object({ Events: List })
const LookedUp = v.object({ CloudTrailEvent: v.string() })
/** What `aws sqs receive-message` prints. */
const Received = v.object({ Messages: List })
const attribute = v.optional(v.object({ StringValue: v.string() }))
const Message = v.object({
  Body: v.string(),
  // Of the dead-letter queue of a function.
  MessageAttributes: v.optional(v.object({ RequestID: attribute })),
})
/** What Lambda sends to an on-failure destination. */
const Failure = v.object({
  requestPayload: v.unknown(),
  requestContext: v.optional(v.object({ requestId: v.optional(v.string()) })),
})
const CloudTrailRecord = v.looseObject({ eventSource: v.string(), eventName: v.string() })

function unwrapEvents(value: unknown, run?: string): readonly RecordedEvent[] {
  const each = (list: readonly unknown[]) => list.flatMap((one) => unwrapEvents(one, run))
  if (v.is(List, value)) return each(value)
  if (v.is(LogFile, value)) return each(value.Records)
  if (v.is(Lookup, value)) return each(value.Events)
  if (v.is(Received, value)) return each(value.Messages)
  if (v.is(LookedUp, value)) return each(valuesIn(value.CloudTrailEvent))
  if (v.is(Message, value)) {
    const id = value.MessageAttributes?.RequestID?.StringValue ?? run
    return valuesIn(value.Body).flatMap((one) => unwrapEvents(one, id))
  }
  if (v.is(Failure, value)) {
    return unwrapEvents(value.requestPayload, value.requestContext?.requestId ?? run)
  }
  // The body of a message as a text.
  if (typeof value === 'string' && isJson(value)) return each(jsonTextsIn(value))
  const event = v.is(CloudTrailRecord, value) ? inEnvelope(value) : value
  return [{ event, ...(run !== undefined && { run }) }]
}

/** The JSON in a text within the file. A text that is not JSON is one malformed event, which does not stop the others. */
const valuesIn = (text: string): readonly unknown[] => (isJson(text) ? jsonTextsIn(text) : [text])

function isJson(text: string): boolean {
  try {
    jsonTextsIn(text)
    return true
  } catch {
    return false
  }
}

const inEnvelope = (record: v.InferOutput<typeof CloudTrailRecord>) => ({
  source: 'aws.s3',
  'detail-type': 'AWS API Call via CloudTrail',
  account: record.recipientAccountId,
  detail: record,
})
