import { randomUUID } from 'node:crypto'
import type { Cloud } from '../cloud.ts'
import { type AwsError, awsError, notImplemented } from '../http/aws-error.ts'
import { type Exchange, header, type Reply } from '../http/exchange.ts'
import { jsonReply } from '../http/json-reply.ts'
import type { ServiceCall } from '../http/service-call.ts'
import type { Credential } from '../identity/credential.ts'
import {
  accountOfIdentity,
  identityName,
  identityOf,
  type LocalIdentity,
} from '../identity/identity.ts'
import { mayPut, PUT_EVENTS } from './authorize-put.ts'
import { type BusEvent, isoSeconds } from './bus-event.ts'
import { RULE_LISTS, ruleListCall } from './list-rules.ts'
import { type BusPlace, busArn } from './local-bus.ts'

const LARGEST_REQUEST = 256 * 1024
const BUS_ARN = /^arn:[\w-]+:events:[\w-]+:\d{12}:event-bus\/[\w.-]+$/

/** EventBridge by the JSON protocol: PutEvents. */
export function eventsCall(cloud: Cloud, exchange: Exchange, credential: Credential): ServiceCall {
  const target = header(exchange, 'x-amz-target') ?? ''
  const list = RULE_LISTS[target.replace('AWSEvents.', '')]
  if (target !== 'AWSEvents.PutEvents' && list === undefined) {
    throw notImplemented(`EventBridge ${target}`)
  }
  const { accessKeyId, region } = credential
  const identity = identityOf(accessKeyId, cloud.identities, cloud)
  const account = accountOfIdentity(identity) ?? cloud.account
  const sender = { identity, place: { account, region, partition: cloud.partition } }
  if (list !== undefined)
    return ruleListCall(cloud, sender, target, parseRequestJson(exchange.body.toString()))
  const run = () => answerPutEvents(cloud, exchange, sender)
  const resource = busArn(sender.place)
  return { operation: 'PutEvents', action: PUT_EVENTS, resource, readOnly: false, run }
}

interface Sender {
  readonly identity: LocalIdentity
  /** The account of the caller, and the region that it calls. */
  readonly place: BusPlace
}

type PutEntry = Readonly<Record<string, unknown>>

function answerPutEvents(cloud: Cloud, exchange: Exchange, sender: Sender): Reply {
  const entries = readEntries(exchange)
  for (const entry of entries) authorizeEvents(cloud, sender, entry)
  const results = entries.map((entry) => putEvent(cloud, sender.place, entry))
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
function putEvent(cloud: Cloud, place: BusPlace, entry: PutEntry) {
  const { Source, DetailType, Detail, Resources = [] } = entry
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
  const bus = busOf(place, entry)
  if (!isKnownBus(cloud, bus)) return refused('EventBusName')
  const event: BusEvent = {
    ...{ version: '0', id: randomUUID(), 'detail-type': DetailType, source: Source },
    ...{ account: place.account, time: isoSeconds(cloud.clock()), region: place.region },
    resources: Array.isArray(Resources) ? Resources.map(String) : [],
    detail,
  }
  if (cloud.throttles(event)) {
    return { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' }
  }
  cloud.emit(event, bus)
  return { EventId: event.id }
}

function refused(parameter: string) {
  const ErrorMessage = `Parameter ${parameter} is not valid.`
  return { ErrorCode: 'InvalidArgument', ErrorMessage }
}

/** A bus is named by its ARN, or within the account of the caller by its name. */
function busOf(place: BusPlace, { EventBusName = 'default' }: PutEntry): string {
  const name = String(EventBusName)
  return BUS_ARN.test(name) ? name : busArn(place, name)
}

const isKnownBus = ({ buses }: Cloud, bus: string) =>
  buses.has(bus) || (BUS_ARN.test(bus) && bus.endsWith(':event-bus/default'))

function authorizeEvents(cloud: Cloud, { identity, place }: Sender, entry: PutEntry): void {
  const { Source, DetailType } = entry
  const bus = busOf(place, entry)
  if (mayPut(cloud, identity, bus, { source: String(Source), type: String(DetailType) })) return
  const name = identityName(identity.caller)
  throw awsError(
    'AccessDeniedException',
    400,
    `User: ${name} is not authorized to perform: ${PUT_EVENTS} on resource: ${bus}`,
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
