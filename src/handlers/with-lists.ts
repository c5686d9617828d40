import type { Context } from 'aws-lambda'
import { readParameter } from '../aws/parameter.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Handler = (input: unknown, context: Context) => Promise<unknown>

/** The lists that may be too long for the environment of a function, which has 4 KB. */
const LISTS = ['EXEMPT_BUCKETS', 'KMS_KEYS_ALLOWED']
const REFERENCE = /^ssm:(?=\/)/

// Milliseconds.
const FRESH = 900_000

/**
 * Builds a handler from the environment, with the lists that are in a parameter of SSM, as `ssm:/path` says. A change of a
 * parameter counts within 15 minutes. An event fails if its parameter cannot be read, and is retried.
 */
export function withLists(environment: Environment, build: (complete: Environment) => Handler) {
  const names = LISTS.filter((name) => REFERENCE.test(environment[name] ?? ''))
  if (names.length === 0) return build(environment)
  const read = async () => {
    const lists: Record<string, string> = {}
    for (const name of names) {
      lists[name] = await readParameter(`${environment[name]}`.replace(REFERENCE, ''), environment)
    }
    return build({ ...environment, ...lists })
  }
  let built: { readonly until: number; readonly handler: Handler } | undefined
  return async (input: unknown, context: Context) => {
    const now = Date.now()
    if (!built || built.until < now) built = { until: now + FRESH, handler: await read() }
    return built.handler(input, context)
  }
}
