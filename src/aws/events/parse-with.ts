import * as v from 'valibot'

/** Creates the error that names the invalid field. `undefined`: the value itself. */
type ParseFailure = (path: string | undefined, problem: string) => Error

/** Parses a value by a schema. Throws an error for the first invalid field. */
export function parseWith<const Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  failure: ParseFailure,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  throw failure(v.getDotPath(issue) ?? undefined, issue.message)
}
