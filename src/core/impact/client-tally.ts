import type { AccessLogRecord } from '../access-log/record.ts'
import { utf8Text } from '../access-log/utf8-text.ts'

/** Requests of a kind, by client. */
export interface ClientImpact {
  readonly requests: number
  /** The clients with most requests first. */
  readonly clients: readonly Client[]
  /** Requests of clients that are not listed, since there are too many. */
  readonly others: number
}

export interface Client {
  /** An ARN, a canonical user id, or `anonymous`. */
  readonly requester: string
  readonly sourceAddress: string | null
  /** Without the features that an AWS SDK used for a call. */
  readonly userAgent: string | null
  readonly requests: number
  /** In ISO 8601. */
  readonly first: string
  readonly last: string
  readonly operations: readonly string[]
  readonly example: ExampleRequest
}

/** Without the query of the request, which may contain a signature. */
export interface ExampleRequest {
  readonly time: string
  readonly operation: string
  readonly key: string | null
}

/** Clients that are counted apart. A log can have any number of them. */
const MOST_CLIENTS = 10_000

const MOST_OPERATIONS = 50

export interface ClientTally {
  readonly add: (record: AccessLogRecord) => void
  readonly impact: () => ClientImpact
}

export function createClientTally(): ClientTally {
  const clients = new Map<string, CountedClient>()
  let requests = 0
  let others = 0
  return {
    add(record) {
      requests += 1
      const { requester = 'anonymous', remoteIp = '' } = record
      const key = `${requester} ${remoteIp} ${programOf(record)}`
      const known = clients.get(key)
      if (known) count(known, record)
      else if (clients.size < MOST_CLIENTS) clients.set(key, countedClient(record))
      else others += 1
    },
    impact: () => ({
      ...{ requests, others },
      clients: [...clients.values()].toSorted(byRequests).map(clientOf),
    }),
  }
}

/** The AWS SDKs append the features that a call used, `m/E,Z`, which differ from call to call of one client. */
const programOf = ({ userAgent = '' }: AccessLogRecord) => userAgent.replace(/ m\/[\w,+-]+/g, '')

interface CountedClient extends Omit<Client, 'requests' | 'first' | 'last' | 'operations'> {
  requests: number
  first: number
  last: number
  readonly operations: Set<string>
}

const countedClient = (record: AccessLogRecord): CountedClient => ({
  requester: utf8Text(record.requester ?? 'anonymous'),
  sourceAddress: record.remoteIp === undefined ? null : utf8Text(record.remoteIp),
  userAgent: record.userAgent === undefined ? null : utf8Text(programOf(record)),
  ...{ requests: 1, first: record.time, last: record.time },
  operations: new Set([utf8Text(record.operation)]),
  example: {
    time: timeText(record.time),
    operation: utf8Text(record.operation),
    key: record.key === undefined ? null : utf8Text(record.key),
  },
})

function count(client: CountedClient, { time, operation }: AccessLogRecord): void {
  client.requests += 1
  client.first = Math.min(client.first, time)
  client.last = Math.max(client.last, time)
  const { operations } = client
  if (operations.size < MOST_OPERATIONS && !operations.has(operation)) {
    operations.add(utf8Text(operation))
  }
}

const byRequests = (one: CountedClient, other: CountedClient) => other.requests - one.requests

const clientOf = ({ first, last, operations, ...client }: CountedClient): Client => ({
  ...client,
  ...{ first: timeText(first), last: timeText(last) },
  operations: [...operations].toSorted(),
})

const timeText = (seconds: number) => new Date(seconds * 1000).toISOString()
