import * as v from 'valibot'
import { cooperError } from '../../core/cooper-error.ts'
import { printable } from '../../core/printable.ts'

/** Throws an error that names the malformed field. */
export function parseEventWith<const Schema extends v.GenericSchema>(
  schema: Schema,
  event: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, event, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  const path = v.getDotPath(issue) ?? 'event'
  // It quotes what stands there, which may be anything.
  throw malformed(path, printable(issue.message, 200))
}

export const MALFORMED_EVENT = 'MalformedEvent'

export const malformed = (path: string, problem: string) =>
  cooperError(MALFORMED_EVENT, `Cannot read the event: ${path}: ${problem}`, { path })
