import * as v from 'valibot'

/** Names the field that is wrong; `undefined`: it is the value itself. */
type ParseFailure = (path: string | undefined, problem: string) => Error

/** What a schema makes of a value. Throws the failure for the first field that is wrong. */
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
