import { setTimeout as wait } from 'node:timers/promises'
import * as v from 'valibot'
import { dnsSuffixOf, partitionOf } from '../../core/bucket.ts'
import { cooperError } from '../../core/cooper-error.ts'
import { printable } from '../../core/printable.ts'
import { retry } from '../../core/retry.ts'
import type { CallJson, JsonCall } from '../json-call.ts'

/** Security Hub of one account in one region. */
export interface SecurityHubAccess {
  readonly region: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Makes one call, without retries. */
  readonly call: CallJson
  /** Absent: those of the environment. */
  readonly credentials?: JsonCall['credentials']
}

/** The calls that are made of Security Hub. */
const PATHS = {
  BatchImportFindings: { method: 'POST', path: '/findings/import' },
  BatchUpdateFindings: { method: 'PATCH', path: '/findings/batchupdate' },
  GetFindings: { method: 'POST', path: '/findings' },
} as const

// It takes 10 imports and 3 other calls a second: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub_limits.html
const WAITS = [500, 1_000, 2_000, 4_000, 8_000]

/** Makes a call of Security Hub. Throws an error that has the name of the answer's code. */
export async function callSecurityHub(
  { region, environment, call, credentials }: SecurityHubAccess,
  operation: keyof typeof PATHS,
  input: object,
): Promise<unknown> {
  const host = `securityhub.${region}.${dnsSuffixOf(partitionOf(region))}`
  const request = { ...PATHS[operation], service: 'securityhub', region, host, input, credentials }
  const { status, text } = await retry(
    () => call(request, environment),
    (answer) => !isThrottled(answer),
    { waits: WAITS, wait },
  )
  if (status === 200) return v.parse(Answer, text)
  throw refusalOf(operation, status, text)
}

const Answer = v.pipe(v.string(), v.parseJson())

const isThrottled = ({ status, text }: { status: number; text: string }) =>
  status === 429 || status >= 500 || /Throttling|LimitExceeded|TooManyRequests/.test(text)

const Refusal = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    __type: v.optional(v.string()),
    Code: v.optional(v.string()),
    Message: v.optional(v.string()),
    message: v.optional(v.string()),
  }),
)

function refusalOf(operation: string, status: number, text: string): Error {
  const { success, output } = v.safeParse(Refusal, text)
  const { __type, Code, Message, message = Message } = success ? output : {}
  const code = (__type ?? Code)?.split(/[#:]/).at(-1) || `HTTP ${status}`
  const why = printable(message ?? text.slice(0, 300))
  return cooperError(code, `securityhub:${operation} failed: ${code}${why ? `: ${why}` : ''}`)
}
