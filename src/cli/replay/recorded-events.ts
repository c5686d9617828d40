import { readJson } from '../terminal/read-json-file.ts'

type Fields = Readonly<Record<string, unknown>>

const isJsonFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The events in a file, each in EventBridge's envelope: one event or a list, as recorded or from a dead-letter queue. */
export async function recordedEvents(file: string): Promise<readonly unknown[]> {
  return [await readJson(file)].flat().map(unwrapEvent)
}

function unwrapEvent(value: unknown): unknown {
  if (!isJsonFields(value)) return value
  // Lambda's on-failure destination wraps the event in a record of its own.
  if (isJsonFields(value.requestPayload)) return unwrapEvent(value.requestPayload)
  const isCloudTrail = 'eventSource' in value && 'eventName' in value
  if (!isCloudTrail) return value
  return {
    source: 'aws.s3',
    'detail-type': 'AWS API Call via CloudTrail',
    account: value.recipientAccountId,
    detail: value,
  }
}
