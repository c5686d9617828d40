import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parseJsonRecord } from '../aws/logs/parse-json-record.ts'
import { parseAccessLogLine } from '../core/access-log/parse-line.ts'
import type { AccessLogRecord } from '../core/access-log/record.ts'
import { utf8Text } from '../core/access-log/utf8-text.ts'
import { lineReader } from './log-lines.ts'

/** Receives what is found in a log. */
export interface LogReader {
  readonly record: (record: AccessLogRecord) => void
  /** Receives each line that is no record. */
  readonly unreadable: (line: string) => void
}

/** Bytes a piece. Larger pieces are slower, since V8 keeps longer texts apart. */
export const PIECE = 64 * 1024

/** Reads a log, plain or compressed by gzip, in the text form or as JSON lines. Its memory does not grow with the log. */
export async function readLog(
  bytes: AsyncIterable<Uint8Array>,
  { record, unreadable }: LogReader,
): Promise<void> {
  const lines = lineReader((line) => {
    if (line === '' || line === '\r') return
    const found = line.startsWith('{')
      ? parseJsonRecord(utf8Text(line))
      : parseAccessLogLine(line.endsWith('\r') ? line.slice(0, -1) : line)
    if (found) record(found)
    else unreadable(utf8Text(line.slice(0, LONGEST_SAMPLE)))
  })
  // One character a byte is the fastest way to read. What is shown is read as UTF-8 later.
  for await (const piece of await decompressed(bytes)) lines.take(textOf(piece))
  lines.end()
}

const LONGEST_SAMPLE = 500

const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, byteLength).toString('latin1')

async function decompressed(bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = bytes[Symbol.asyncIterator]()
  const first = await iterator.next()
  const whole = startingWith(first, iterator)
  if (first.done || first.value[0] !== 0x1f || first.value[1] !== 0x8b) return whole
  const source = Readable.from(whole)
  const gunzip = createGunzip({ chunkSize: PIECE })
  source.on('error', (error) => gunzip.destroy(error))
  return source.pipe(gunzip)
}

async function* startingWith(
  first: IteratorResult<Uint8Array>,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for (let next = first; !next.done; next = await rest.next()) yield next.value
}
