import * as v from 'valibot'

export type Variables = Readonly<Record<string, string | undefined>>

type VariablesSchema = v.GenericSchema & { readonly entries: object }

/** Reads environment variables. An empty one counts as unset. Throws an error that names each invalid variable. */
export function parseVariables<const Schema extends VariablesSchema>(
  schema: Schema,
  environment: Variables,
): v.InferOutput<Schema> {
  // Unset variables are passed as undefined: for an absent key the error would not say what is expected.
  const given = Object.keys(schema.entries).map((name) => [name, environment[name] || undefined])
  const result = v.safeParse(schema, Object.fromEntries(given), { abortPipeEarly: true })
  if (result.success) return result.output
  throw cannotStart(result.issues.map((issue) => describeIssue(issue, environment)))
}

export const cannotStart = (problems: readonly string[]): Error =>
  new Error(`Cannot start: ${problems.join('; ')}`)

function describeIssue(issue: v.BaseIssue<unknown>, environment: Variables): string {
  const [item] = issue.path ?? []
  const name = String(item?.key ?? 'environment')
  const value = environment[name]
  return value
    ? `${name} ${issue.message}, not ${JSON.stringify(value)}`
    : `${name} ${issue.message}`
}
