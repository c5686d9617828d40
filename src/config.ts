import * as v from 'valibot'
import { placeOf } from './core/bucket.ts'
import { DEFAULT_ENCRYPTIONS, type Settings } from './core/settings.ts'

export interface Config extends Settings {
  readonly topicArn: string
  /** The name of the function's own role, by which Cooper knows its own calls. */
  readonly roleName: string | undefined
}

const oneOf = <const Allowed extends readonly [string, ...string[]]>(allowed: Allowed) =>
  v.picklist(allowed, `must be one of ${allowed.join(', ')}`)

const KMS_KEY_ARN = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/
const TOPIC_ARN = /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/

// Every variable is in the README and a `param` of serverless.yml.
const Environment = v.pipe(
  v.object({
    TOPIC_ARN: v.pipe(
      v.string('is missing: must be the ARN of the SNS topic to tell people through'),
      v.regex(TOPIC_ARN, 'must be the ARN of an SNS topic that is not FIFO'),
    ),
    MODE: v.optional(oneOf(['remediate', 'report']), 'remediate'),
    DEFAULT_ENCRYPTION: v.optional(oneOf(DEFAULT_ENCRYPTIONS), 'sse-s3'),
    KMS_KEY_ARN: v.optional(
      v.pipe(v.string(), v.regex(KMS_KEY_ARN, 'must be the full ARN of a KMS key, not an alias')),
    ),
    BUCKET_KEY: v.optional(oneOf(['true', 'false']), 'true'),
    POWERTOOLS_LOG_LEVEL: v.optional(oneOf(['DEBUG', 'INFO']), 'INFO'),
    ROLE_NAME: v.optional(
      v.pipe(v.string(), v.regex(/^[\w+=,.@-]{1,64}$/, 'must be the name of an IAM role')),
    ),
  }),
  v.forward(
    v.check(
      ({ KMS_KEY_ARN, DEFAULT_ENCRYPTION }) =>
        KMS_KEY_ARN === undefined || DEFAULT_ENCRYPTION !== 'sse-s3',
      'needs DEFAULT_ENCRYPTION to be sse-kms or dsse-kms',
    ),
    ['KMS_KEY_ARN'],
  ),
)

export const VARIABLES = Object.keys(Environment.entries)

/** Reads the settings from environment variables. An empty one counts as unset. Throws an error that names each wrong one. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const result = v.safeParse(Environment, set)
  if (!result.success) {
    const problems = result.issues.map((issue) => describe(issue, environment))
    throw new Error(`Cannot start: ${problems.join('; ')}`)
  }
  const { output } = result
  refuseKeyOfElsewhere(output.KMS_KEY_ARN, environment.AWS_REGION)
  return {
    topicArn: output.TOPIC_ARN,
    roleName: output.ROLE_NAME,
    mode: output.MODE,
    defaultEncryption: output.DEFAULT_ENCRYPTION,
    kmsKeyArn: output.KMS_KEY_ARN,
    bucketKey: output.BUCKET_KEY === 'true',
  }
}

// A key serves the buckets of its own region only, and Cooper those of the region that it runs in.
function refuseKeyOfElsewhere(keyArn: string | undefined, region: string | undefined) {
  if (!keyArn || !region || placeOf(keyArn).region === region) return
  throw new Error(
    `Cannot start: KMS_KEY_ARN must be a key of ${region}, not ${JSON.stringify(keyArn)}`,
  )
}

function describe(
  issue: v.BaseIssue<unknown>,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const name = v.getDotPath(issue) ?? 'environment'
  const value = environment[name]
  return value
    ? `${name} ${issue.message}, not ${JSON.stringify(value)}`
    : `${name} ${issue.message}`
}
