import type * as v from 'valibot'
import { partitionOf, placeOf } from '../core/bucket.ts'
import { CONTROL_IDS, type ControlId, forEachControl } from '../core/controls/ids.ts'
import { isAllowedKey } from '../core/encryption/keys.ts'
import { announces, MODES, type Mode, type Settings } from '../core/settings.ts'
import { Environment, SettingsEnvironment, variableFor } from './environment.ts'
import { cannotStart, parseVariables, type Variables } from './parse-variables.ts'

export interface Config extends Settings {
  readonly topicArn: string
  /** The topic of Amazon Q Developer in chat applications. */
  readonly chatTopicArn: string | undefined
  /** Whether the findings on a bucket go to Security Hub after each run with news. */
  readonly securityHub: boolean
  /** The name of the function's role, by which Cooper recognizes its own calls. */
  readonly roleName: string | undefined
}

export const VARIABLES = Object.keys(Environment.entries)

/** The variables that say what Cooper requires of buckets. */
export const SETTINGS_VARIABLES = Object.keys(SettingsEnvironment.entries)

/** The families of variables with one for each control. */
const FAMILIES = ['MODE', 'GRACE_DAYS'] as const

/** Reads the configuration of a function. An empty variable counts as unset. Throws an error that names each invalid variable. */
export function readConfig(environment: Variables): Config {
  const output = parseEnvironment(Environment, environment)
  const settings = settingsOf(output, environment)
  if (announces(settings) && settings.journalBucket === undefined) {
    throw cannotStart([
      'MODE=propose, GRACE_DAYS and PUBLIC_BUCKETS=grace need JOURNAL_BUCKET, which keeps announcements',
    ])
  }
  if (settings.quietDays > 0 && (output.LOG_BUCKETS.length === 0 || !announces(settings))) {
    throw cannotStart(['QUIET_DAYS needs GRACE_DAYS, and LOG_BUCKETS with the access logs'])
  }
  return {
    topicArn: output.TOPIC_ARN,
    chatTopicArn: output.CHAT_TOPIC_ARN,
    securityHub: output.SECURITY_HUB,
    roleName: output.ROLE_NAME,
    ...settings,
  }
}

/** Reads only the settings that say what Cooper requires of buckets. */
export const readSettings = (environment: Variables): Settings =>
  settingsOf(parseEnvironment(SettingsEnvironment, environment), environment)

function parseEnvironment<Schema extends typeof Environment | typeof SettingsEnvironment>(
  schema: Schema,
  environment: Variables,
): v.InferOutput<Schema> {
  const output = parseVariables(schema, environment)
  for (const family of FAMILIES) {
    const unknown = Object.keys(environment).find(
      (name) => name.startsWith(`${family}_`) && environment[name] && !VARIABLES.includes(name),
    )
    const known = CONTROL_IDS.map((id) => variableFor(family, id)).join(', ')
    if (unknown) throw cannotStart([`${unknown} is unknown: it must be one of ${known}`])
  }
  return output
}

function settingsOf(
  output: v.InferOutput<typeof SettingsEnvironment>,
  environment: Variables,
): Settings {
  const settings: Settings = {
    controls: output.CONTROLS,
    modes: modesIn(environment, output.MODE),
    graceDays: graceDaysIn(environment, output.GRACE_DAYS),
    quietDays: output.QUIET_DAYS,
    graceExtensions: output.GRACE_EXTENSIONS,
    graceAtEnd: output.GRACE_AT_END,
    withoutLogs: output.WITHOUT_LOGS,
    // Without logs that it may read, nobody would look.
    watchDays: output.LOG_BUCKETS.length > 0 ? output.WATCH_DAYS : 0,
    defaultEncryption: output.DEFAULT_ENCRYPTION,
    kmsKeyArn: output.KMS_KEY_ARN,
    kmsPreflight: output.KMS_PREFLIGHT,
    kmsKeysAllowed: output.KMS_KEYS_ALLOWED,
    bucketKey: output.BUCKET_KEY,
    sseC: output.SSE_C,
    uploadEncryption: output.UPLOAD_ENCRYPTION,
    tlsStatement: output.TLS_STATEMENT,
    minimumTls: output.MINIMUM_TLS_VERSION,
    obsoleteStatements: 'remove',
    journalBucket: environment.JOURNAL_BUCKET || undefined,
    exemptBuckets: output.EXEMPT_BUCKETS,
    exemptByTag: output.EXEMPT_BY_TAG,
    websiteBuckets: output.WEBSITE_BUCKETS,
    publicBuckets: output.PUBLIC_BUCKETS,
    flappingLimit: output.FLAPPING_LIMIT,
    flappingHours: output.FLAPPING_HOURS,
    settleMinutes: output.SETTLE_MINUTES,
  }
  const wrongKey = keyThatCannotBeRight(settings, environment.AWS_REGION)
  if (wrongKey) throw cannotStart([wrongKey])
  return settings
}

function modesIn(environment: Variables, mode: Mode): Settings['modes'] {
  const modeOf = (id: ControlId) =>
    MODES.find((one) => one === environment[variableFor('MODE', id)])
  return forEachControl((id) => modeOf(id) ?? mode)
}

const graceDaysIn = (environment: Variables, days: number): Settings['graceDays'] =>
  forEachControl((id) => Number(environment[variableFor('GRACE_DAYS', id)] || days))

/** Checks the key settings against each other and the region: S3 accepts any key, but then refuses every upload. */
function keyThatCannotBeRight(settings: Settings, region: string | undefined): string | undefined {
  const { kmsKeyArn: key, kmsKeysAllowed: allowed, defaultEncryption } = settings
  if (key === undefined && settings.kmsPreflight)
    return 'KMS_PREFLIGHT needs KMS_KEY_ARN, the key whose policy it reads'
  if (key === undefined) {
    return allowed.length > 0
      ? 'KMS_KEYS_ALLOWED needs KMS_KEY_ARN, the key that replaces one that is not allowed'
      : undefined
  }
  if (defaultEncryption === 'sse-s3' && allowed.length === 0) {
    return 'KMS_KEY_ARN needs DEFAULT_ENCRYPTION to be sse-kms or dsse-kms, or KMS_KEYS_ALLOWED'
  }
  const elsewhere = region && keyOfElsewhere(settings, region)
  if (elsewhere) return elsewhere
  // The key is a full ARN, so the place makes no difference.
  const isAllowed = isAllowedKey(key, allowed, { account: '', region: '', partition: '' })
  return isAllowed
    ? undefined
    : `KMS_KEY_ARN must be one of KMS_KEYS_ALLOWED, not ${JSON.stringify(key)}`
}

/** The problem if the key is not in the region of the buckets. `undefined`: none. */
export function keyOfElsewhere({ kmsKeyArn: key }: Settings, region: string): string | undefined {
  if (key === undefined) return undefined
  const { partition, region: home } = placeOf(key)
  return home === region && partition === partitionOf(region)
    ? undefined
    : `KMS_KEY_ARN must be a key of ${region} in the partition ${partitionOf(region)}, not ${JSON.stringify(key)}`
}
