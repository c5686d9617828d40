import { randomUUID } from 'node:crypto'
import type { Cloud } from '../cloud.ts'
import { type AwsError, awsError, notImplemented } from '../http/aws-error.ts'
import { type Exchange, header, type Reply } from '../http/exchange.ts'
import { jsonReply } from '../http/json-reply.ts'
import type { ServiceCall } from '../http/service-call.ts'
import type { Credential } from '../identity/credential.ts'
import { identityName, identityOf } from '../identity/identity.ts'
import { mayByIdentity } from '../identity/identity-policy.ts'
import { type BusEvent, isoSeconds } from './bus-event.ts'

const LARGEST_REQUEST = 256 * 1024
const PUT_EVENTS = 'events:PutEvents'
const BUS = /^(default|arn:[\w-]+:events:[\w-]+:\d{12}:event-bus\/default)$/

/** EventBridge by the JSON protocol: PutEvents on the default bus. */
export function eventsCall(cloud: Cloud, exchange: Exchange, credential: Credential): ServiceCall {
  const target = header(exchange, 'x-amz-target') ?? ''
  if (target !== 'AWSEvents.PutEvents') throw notImplemented(`EventBridge ${target}`)
  const run = () => answerPutEvents(cloud, exchange, credential)
  const resource = busOf(cloud, credential)
  return { operation: 'PutEvents', action: PUT_EVENTS, resource, readOnly: false, run }
}

type PutEntry = Readonly<Record<string, unknown>>

function answerPutEvents(cloud: Cloud, exchange: Exchange, credential: Credential): Reply {
  const entries = readEntries(exchange)
  for (const entry of entries) authorizeEvents(cloud, credential, entry)
  const results = entries.map((entry) => putEvent(cloud, credential.region, entry))
  const FailedEntryCount = results.filter((result) => 'ErrorCode' in result).length
  return jsonReply(200, { FailedEntryCount, Entries: results })
}

function readEntries({ body }: Exchange): readonly PutEntry[] {
  const { Entries } = (parseRequestJson(body.toString()) ?? {}) as { Entries?: unknown }
  if (!Array.isArray(Entries) || Entries.length < 1 || Entries.length > 10) {
    const limit = 'Member must have length greater than or equal to 1 and less than or equal to 10'
    throw validation(
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: ${limit}`,
    )
  }
  if (!Entries.every(isEventObject)) throw awsError('SerializationException', 400, '')
  if (body.length > LARGEST_REQUEST) {
    throw validation('Total size of the entries in the request is over the limit.')
  }
  return Entries
}

/** The result of one entry. A refused entry does not affect the others. */
function putEvent(cloud: Cloud, region: string, entry: PutEntry) {
  const { Source, DetailType, Detail, EventBusName = 'default', Resources = [] } = entry
  if (typeof Source !== 'string' || Source === '') return refused('Source')
  if (typeof DetailType !== 'string' || DetailType === '') return refused('DetailType')
  const detail = typeof Detail === 'string' ? parseRequestJson(Detail) : undefined
  if (!isEventObject(detail)) {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
  }
  if (Source.startsWith('aws.')) {
    const ErrorMessage = 'Not authorized for the source.'
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage }
  }
  if (!BUS.test(String(EventBusName))) return refused('EventBusName')
  const event: BusEvent = {
    ...{ version: '0', id: randomUUID(), 'detail-type': DetailType, source: Source },
    ...{ account: cloud.account, time: isoSeconds(cloud.clock()), region },
    resources: Array.isArray(Resources) ? Resources.map(String) : [],
    detail,
  }
  if (cloud.throttles(event)) {
    return { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' }
  }
  cloud.emit(event)
  return { EventId: event.id }
}

function refused(parameter: string) {
  const ErrorMessage = `Parameter ${parameter} is not valid.`
  return { ErrorCode: 'InvalidArgument', ErrorMessage }
}

const busOf = ({ partition, account }: Cloud, { region }: Credential) =>
  `arn:${partition}:events:${region}:${account}:event-bus/default`

function authorizeEvents(
  cloud: Cloud,
  credential: Credential,
  { Source, DetailType }: PutEntry,
): void {
  const identity = identityOf(credential.accessKeyId, cloud.identities, cloud)
  const context = new Map([
    ['events:source', [String(Source)]],
    ['events:detail-type', [String(DetailType)]],
  ])
  const resource = busOf(cloud, credential)
  if (mayByIdentity(identity, { action: PUT_EVENTS, resource, context })) return
  const name = identityName(identity.caller)
  throw awsError(
    'AccessDeniedException',
    400,
    `User: ${name} is not authorized to perform: ${PUT_EVENTS}`,
  )
}

function validation(message: string): AwsError {
  return awsError('ValidationException', 400, message)
}

function isEventObject(value: unknown): value is PutEntry {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseRequestJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
