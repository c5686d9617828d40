import { awsError } from '../../http/aws-error.ts'
import { type Exchange, header } from '../../http/exchange.ts'

/**
 * The content of an upload. SDKs and the CLI send it in chunks with a trailing checksum (`STREAMING-…` payloads):
 * `<hex length>[;chunk-signature=…]CRLF<data>CRLF … 0CRLF<trailers>CRLF`.
 */
export function readContent(exchange: Exchange): Buffer {
  const payload = header(exchange, 'x-amz-content-sha256') ?? ''
  if (!payload.startsWith('STREAMING-')) return exchange.body
  const content = decodeChunks(exchange.body)
  const expected = Number(header(exchange, 'x-amz-decoded-content-length') ?? content.length)
  if (content.length !== expected) throw incomplete()
  return content
}

function decodeChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const end = body.indexOf('\r\n', at)
    const length = Number.parseInt(body.toString('latin1', at, end), 16)
    if (end === -1 || Number.isNaN(length)) throw incomplete()
    if (length === 0) return Buffer.concat(chunks)
    const start = end + 2
    if (start + length > body.length) throw incomplete()
    chunks.push(body.subarray(start, start + length))
    at = start + length + 2
  }
}

function incomplete() {
  const message =
    'You did not provide the number of bytes specified by the Content-Length HTTP header'
  return awsError('IncompleteBody', 400, message)
}

/** The media encoding that remains after the chunks are decoded. */
export function contentEncoding(exchange: Exchange): string | undefined {
  const encodings = (header(exchange, 'content-encoding') ?? '').split(',').map((e) => e.trim())
  return encodings.filter((e) => e !== '' && e !== 'aws-chunked').join(',') || undefined
}
