import type { IncomingHttpHeaders } from 'node:http'

/** A request as it came in, read to its end. */
export interface Exchange {
  readonly method: string
  /** As sent, still percent-encoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Absent on plain HTTP. */
  readonly tls: { readonly version: string; readonly cipher: string } | undefined
  readonly sourceIp: string
  readonly requestId: string
  readonly hostId: string
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

export function header(exchange: Exchange, name: string): string | undefined {
  const value = exchange.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

export function emptyReply(status: number, headers: Reply['headers'] = {}): Reply {
  return { status, headers, body: '' }
}
