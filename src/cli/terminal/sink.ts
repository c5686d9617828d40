import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { codeOf } from '../../core/cooper-error.ts'
import { writeOut } from './standard-output.ts'

/** Where an output goes: a file, or standard output for `-`. */
export interface Sink {
  /** Resolves when there is room for more. */
  readonly write: (text: string) => Promise<void>
  /** Resolves when all is written. */
  readonly close: () => Promise<void>
}

export async function openSink(file: string): Promise<Sink> {
  if (file === '-') return { write: writeOut, close: () => writeOut('') }
  const stream = createWriteStream(file)
  const cannot = (cause: unknown) => {
    const reason = codeOf(cause) ?? cause
    return new Error(`Cannot write the file ${JSON.stringify(file)} (${reason})`, { cause })
  }
  const ended = finished(stream).then(
    () => undefined,
    (error) => cannot(error),
  )
  await once(stream, 'open').catch((error) => {
    throw cannot(error)
  })
  return {
    async write(text) {
      if (stream.errored) throw cannot(stream.errored)
      await writeTo(stream, text)
    },
    async close() {
      stream.end()
      const error = await ended
      if (error) throw error
    },
  }
}

const waiting = new WeakMap<Writable, Promise<unknown>>()

// Every writer to a full stream waits for the same `drain` event.
async function writeTo(stream: Writable, text: string): Promise<void> {
  if (stream.write(text)) return
  const drained = waiting.get(stream) ?? once(stream, 'drain').finally(() => waiting.delete(stream))
  waiting.set(stream, drained)
  await drained
}
