import type * as v from 'valibot'
import { cooperError } from '../../core/cooper-error.ts'
import { printable } from '../../core/printable.ts'
import { parseWith } from './parse-with.ts'

/** Throws an error that names the malformed field. */
export function parseEventWith<const Schema extends v.GenericSchema>(
  schema: Schema,
  event: unknown,
): v.InferOutput<Schema> {
  return parseWith(schema, event, (path = 'event', problem) =>
    // The problem may quote the value, which is foreign text.
    malformed(path, printable(problem, 200)),
  )
}

export const MALFORMED_EVENT = 'MalformedEvent'

export const malformed = (path: string, problem: string) =>
  cooperError(MALFORMED_EVENT, `Cannot read the event: ${path}: ${problem}`, { path })
