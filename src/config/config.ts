import type * as v from 'valibot'
import { partitionOf, placeOf } from '../core/bucket.ts'
import { CONTROL_IDS, type ControlId } from '../core/controls/ids.ts'
import { isAllowedKey } from '../core/encryption/keys.ts'
import { MODES, type Mode, type Settings } from '../core/settings.ts'
import { Environment, modeVariable, SettingsEnvironment } from './environment.ts'
import { cannotStart, parseVariables, type Variables } from './parse-variables.ts'

export interface Config extends Settings {
  readonly topicArn: string
  /** The name of the function's own role, by which Cooper knows its own calls. */
  readonly roleName: string | undefined
  /** Where the journal of changes is kept. Without one, none is. */
  readonly journalBucket: string | undefined
}

export const VARIABLES = Object.keys(Environment.entries)

/** Those that say what is asked of buckets. */
export const SETTINGS_VARIABLES = Object.keys(SettingsEnvironment.entries)

const MODE_VARIABLES = CONTROL_IDS.map(modeVariable)

/** Reads what a function needs from environment variables. An empty one counts as unset. Throws an error that names each wrong one. */
export function readConfig(environment: Variables): Config {
  const output = parseEnvironment(Environment, environment)
  return {
    topicArn: output.TOPIC_ARN,
    roleName: output.ROLE_NAME,
    journalBucket: output.JOURNAL_BUCKET,
    ...settingsOf(output, environment),
  }
}

/** Reads from the same variables only what is asked of buckets. */
export const readSettings = (environment: Variables): Settings =>
  settingsOf(parseEnvironment(SettingsEnvironment, environment), environment)

function parseEnvironment<Schema extends typeof Environment | typeof SettingsEnvironment>(
  schema: Schema,
  environment: Variables,
): v.InferOutput<Schema> {
  const output = parseVariables(schema, environment)
  const unknown = Object.keys(environment).find(
    (name) => name.startsWith('MODE_') && environment[name] && !VARIABLES.includes(name),
  )
  if (unknown) throw cannotStart([`${unknown} is not known: one of ${MODE_VARIABLES.join(', ')}`])
  return output
}

function settingsOf(
  output: v.InferOutput<typeof SettingsEnvironment>,
  environment: Variables,
): Settings {
  const settings: Settings = {
    controls: output.CONTROLS,
    modes: modesIn(environment, output.MODE),
    defaultEncryption: output.DEFAULT_ENCRYPTION,
    kmsKeyArn: output.KMS_KEY_ARN,
    kmsKeysAllowed: output.KMS_KEYS_ALLOWED,
    bucketKey: output.BUCKET_KEY,
    sseC: output.SSE_C,
    uploadEncryption: output.UPLOAD_ENCRYPTION,
    tlsStatement: output.TLS_STATEMENT,
    minimumTls: output.MINIMUM_TLS_VERSION,
    exemptBuckets: output.EXEMPT_BUCKETS,
    exemptByTag: output.EXEMPT_BY_TAG,
    websiteBuckets: output.WEBSITE_BUCKETS,
    flappingLimit: output.FLAPPING_LIMIT,
    flappingHours: output.FLAPPING_HOURS,
  }
  const wrongKey = keyThatCannotBeRight(settings, environment.AWS_REGION)
  if (wrongKey) throw cannotStart([wrongKey])
  return settings
}

function modesIn(environment: Variables, mode: Mode): Settings['modes'] {
  const modeOf = (id: ControlId) => MODES.find((one) => one === environment[modeVariable(id)])
  return Object.fromEntries(CONTROL_IDS.map((id) => [id, modeOf(id) ?? mode])) as Settings['modes']
}

/** What is wrong with the keys, taken together and with the region: S3 would take any, and then refuse every upload. */
function keyThatCannotBeRight(settings: Settings, region: string | undefined): string | undefined {
  const { kmsKeyArn: key, kmsKeysAllowed: allowed, defaultEncryption } = settings
  if (key === undefined) {
    return allowed.length > 0
      ? 'KMS_KEYS_ALLOWED needs KMS_KEY_ARN, the key to put in the place of one that is not allowed'
      : undefined
  }
  if (defaultEncryption === 'sse-s3' && allowed.length === 0) {
    return 'KMS_KEY_ARN needs DEFAULT_ENCRYPTION to be sse-kms or dsse-kms, or KMS_KEYS_ALLOWED'
  }
  const elsewhere = region && keyOfElsewhere(settings, region)
  if (elsewhere) return elsewhere
  // The key is a whole ARN, so the place makes no difference.
  const isAllowed = isAllowedKey(key, allowed, { account: '', region: '', partition: '' })
  return isAllowed
    ? undefined
    : `KMS_KEY_ARN must be one of KMS_KEYS_ALLOWED, not ${JSON.stringify(key)}`
}

/** Why the key can't serve the buckets of a region, if it can't: it serves those of its own only. */
export function keyOfElsewhere({ kmsKeyArn: key }: Settings, region: string): string | undefined {
  if (key === undefined) return undefined
  const { partition, region: home } = placeOf(key)
  return home === region && partition === partitionOf(region)
    ? undefined
    : `KMS_KEY_ARN must be a key of ${region} in the partition ${partitionOf(region)}, not ${JSON.stringify(key)}`
}
