import { awsError } from '../../http/aws-error.ts'
import { type Exchange, header } from '../../http/exchange.ts'

/** The content of an upload, and the headers that came after it. */
export interface Content {
  readonly body: Buffer
  readonly trailers: Readonly<Record<string, string>>
}

/**
 * The content of an upload. SDKs and the CLI send it in chunks with a trailing checksum (`STREAMING-…` payloads):
 * `<hex length>[;chunk-signature=…]CRLF<data>CRLF … 0CRLF<trailers>CRLF`.
 */
export function readContent(exchange: Exchange): Content {
  const payload = header(exchange, 'x-amz-content-sha256') ?? ''
  if (!payload.startsWith('STREAMING-')) return { body: exchange.body, trailers: {} }
  const content = decodeChunks(exchange.body)
  const { length } = content.body
  const expected = Number(header(exchange, 'x-amz-decoded-content-length') ?? length)
  if (length !== expected) throw incomplete()
  return content
}

function decodeChunks(body: Buffer): Content {
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const end = body.indexOf('\r\n', at)
    const length = Number.parseInt(body.toString('latin1', at, end), 16)
    if (end === -1 || Number.isNaN(length)) throw incomplete()
    const start = end + 2
    if (length === 0) return { body: Buffer.concat(chunks), trailers: readTrailers(body, start) }
    if (start + length > body.length) throw incomplete()
    chunks.push(body.subarray(start, start + length))
    at = start + length + 2
  }
}

function readTrailers(body: Buffer, start: number): Readonly<Record<string, string>> {
  const lines = body.toString('latin1', start).split('\r\n')
  const pairs = lines.flatMap((line) => {
    const [, name, value] = /^([^:]+):(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [[name.toLowerCase(), value?.trim() ?? '']]
  })
  return Object.fromEntries(pairs)
}

function incomplete() {
  const message =
    'You did not provide the number of bytes specified by the Content-Length HTTP header'
  return awsError('IncompleteBody', 400, message)
}

/** The media encoding that remains after the chunks are decoded. */
export function contentEncoding(exchange: Exchange): string | undefined {
  const encodings = (header(exchange, 'content-encoding') ?? '').split(',').map((e) => e.trim())
  return encodings.filter((e) => e !== '' && e !== 'aws-chunked').join(', ') || undefined
}
