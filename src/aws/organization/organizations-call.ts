import { setTimeout as wait } from 'node:timers/promises'
import * as v from 'valibot'
import { dnsSuffixOf, partitionOf } from '../../core/bucket.ts'
import { retry } from '../../core/retry.ts'
import { callJson } from '../json-call.ts'

/** The place of the credentials, which names the partition, and the environment with the endpoint. */
export interface OrganizationsAccess {
  readonly region: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Organizations has one endpoint for a partition: https://docs.aws.amazon.com/general/latest/gr/ao.html */
const HOME_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-northwest-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
}

// Organizations allows few requests a second to the whole organization.
const WAITS = [500, 1_000, 2_000, 4_000, 8_000]

/** Makes a call of AWS Organizations. Throws an error that has the name of the answer's code. */
export async function callOrganizations(
  { region, environment }: OrganizationsAccess,
  operation: string,
  input: object,
): Promise<unknown> {
  const partition = partitionOf(region)
  const home = HOME_REGIONS[partition] ?? region
  const host = `organizations.${home}.${dnsSuffixOf(partition)}`
  const target = `AWSOrganizationsV20161128.${operation}`
  const call = { service: 'organizations', region: home, host, target, input }
  const { status, text } = await retry(
    () => callJson(call, environment),
    (answer) => !isThrottled(answer),
    { waits: WAITS, wait },
  )
  if (status === 200) return v.parse(Answer, text)
  throw refusalOf(operation, status, text)
}

const Answer = v.pipe(v.string(), v.parseJson())

const Refusal = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    __type: v.string(),
    Message: v.optional(v.string()),
    message: v.optional(v.string()),
  }),
)

const isThrottled = ({ status, text }: { status: number; text: string }) =>
  status >= 500 || text.includes('TooManyRequestsException') || text.includes('ThrottlingException')

function refusalOf(operation: string, status: number, text: string): Error {
  const refusal = v.safeParse(Refusal, text)
  const { __type = '', Message, message = Message } = refusal.success ? refusal.output : {}
  const name = __type.split('#').at(-1) || `HTTP ${status}`
  const error = new Error(
    `organizations:${operation} failed: ${name}${message ? `: ${message}` : ''}`,
  )
  return Object.assign(error, { name })
}
