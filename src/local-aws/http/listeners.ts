import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Certificate } from './certificate.ts'
import type { Exchange, Reply } from './exchange.ts'

export type HttpAnswer = (exchange: Exchange) => Promise<Reply | undefined>

interface ListenerPorts {
  /** 0 for any free port. */
  readonly httpPort: number
  readonly httpsPort: number
}

export interface Listeners {
  readonly httpUrl: string
  readonly httpsUrl: string
  readonly close: () => Promise<void>
}

/** Plain HTTP and HTTPS, reachable from this machine only. */
export async function listenBoth(
  answer: HttpAnswer,
  { httpPort, httpsPort, ...certificate }: ListenerPorts & Certificate,
): Promise<Listeners> {
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    respond(answer, request, response).catch((error) => fail(response, error))
  }
  const http = createServer(serve)
  const https = createTlsServer(certificate, serve)
  const closers = [http, https].map(closerOf)
  const close = async () => void (await Promise.all(closers.map((end) => end())))
  try {
    return {
      httpUrl: `http://127.0.0.1:${await listenOn(http, httpPort)}`,
      httpsUrl: `https://127.0.0.1:${await listenOn(https, httpsPort)}`,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function listenOn(server: Server, port: number): Promise<number> {
  // Longer than clients keep an idle connection, so that none is closed under their next request.
  server.keepAliveTimeout = 300_000
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

// Kept-alive connections, and those that never sent a request, would keep the server open.
function closerOf(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
}

async function respond(answer: HttpAnswer, request: IncomingMessage, response: ServerResponse) {
  const exchange = await readBody(request)
  const reply = await answer(exchange)
  if (reply === undefined) {
    response.destroy()
    return
  }
  const { requestId, hostId, method } = exchange
  const length = { 'content-length': String(Buffer.byteLength(reply.body)) }
  const ids = { 'x-amz-request-id': requestId, 'x-amzn-requestid': requestId, 'x-amz-id-2': hostId }
  // 204 has no content by definition, and HEAD has the length of the answer to GET.
  const isBare = reply.status === 204 || method === 'HEAD'
  response.writeHead(reply.status, { ...ids, ...(isBare ? {} : length), ...reply.headers })
  response.end(isBare ? undefined : reply.body)
}

// Answered as 500 with a text of its own, so that no test takes a bug of the embedded AWS for an answer of S3.
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy()
  else response.writeHead(500).end(`The embedded AWS failed: ${error}`)
}

async function readBody(request: IncomingMessage): Promise<Exchange> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const { pathname, query } = splitUrl(request.url ?? '/')
  return {
    method: request.method ?? 'GET',
    path: pathname,
    query: new URLSearchParams(query),
    headers: request.headers,
    body: Buffer.concat(chunks),
    tls: tlsOf(request),
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    requestId: randomBytes(8).toString('hex').toUpperCase(),
    hostId: randomBytes(48).toString('base64'),
  }
}

// Not parsed with `URL`, which would resolve "." and "..", both valid parts of an object key.
function splitUrl(url: string) {
  const mark = url.indexOf('?')
  if (mark === -1) return { pathname: url, query: '' }
  return { pathname: url.slice(0, mark), query: url.slice(mark + 1) }
}

function tlsOf({ socket }: IncomingMessage): Exchange['tls'] {
  if (!(socket instanceof TLSSocket)) return undefined
  return { version: socket.getProtocol() ?? '', cipher: socket.getCipher().standardName }
}
