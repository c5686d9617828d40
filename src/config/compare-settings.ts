import {
  DEFAULT_ENCRYPTIONS,
  MINIMUM_TLS,
  PUBLIC_BUCKETS,
  type Settings,
  UPLOAD_ENCRYPTIONS,
} from '../core/settings.ts'

/** Whether settings ask for less than others. */
type IsLess = (asked: Settings, than: Settings) => boolean

const isLower =
  <Level extends string>(
    levels: readonly Level[],
    levelIn: (settings: Settings) => Level | undefined,
  ): IsLess =>
  (asked, than) =>
    rank(levels, levelIn(asked)) < rank(levels, levelIn(than))

// A setting that is not given requires nothing, as the lowest level does.
const rank = <Level>(levels: readonly Level[], level: Level | undefined) =>
  level === undefined ? 0 : levels.indexOf(level)

/** The settings by which a bucket may have to meet more or less. The others select buckets and controls. */
const COMPARISONS: readonly (readonly [variable: string, isLess: IsLess])[] = [
  ['DEFAULT_ENCRYPTION', isLower(DEFAULT_ENCRYPTIONS, (settings) => settings.defaultEncryption)],
  // Neither of two keys is more than the other, but the bot would replace the key again.
  ['KMS_KEY_ARN', (asked, { kmsKeyArn: key }) => key !== undefined && asked.kmsKeyArn !== key],
  ['KMS_KEYS_ALLOWED', allowsMoreKeys],
  ['BUCKET_KEY', (asked, than) => than.bucketKey && !asked.bucketKey],
  ['SSE_C', (asked, than) => than.sseC === 'block' && asked.sseC !== 'block'],
  ['UPLOAD_ENCRYPTION', isLower(UPLOAD_ENCRYPTIONS, (settings) => settings.uploadEncryption)],
  ['TLS_STATEMENT', isLower(['any', 'canonical'], (settings) => settings.tlsStatement)],
  ['MINIMUM_TLS_VERSION', isLower(MINIMUM_TLS, (settings) => settings.minimumTls)],
  ['WEBSITE_BUCKETS', isLower(['exempt', 'remediate'], (settings) => settings.websiteBuckets)],
  ['PUBLIC_BUCKETS', isLower(PUBLIC_BUCKETS, (settings) => settings.publicBuckets)],
]

function allowsMoreKeys(asked: Settings, { kmsKeysAllowed: allowed }: Settings): boolean {
  if (allowed.length === 0) return false
  const { kmsKeysAllowed: keys } = asked
  return keys.length === 0 || keys.some((key) => !allowed.includes(key))
}

/** The variables in which settings ask for less than others. */
export const variablesWithLess: (asked: Settings, than: Settings) => readonly string[] = (
  asked,
  than,
) => COMPARISONS.flatMap(([variable, isLess]) => (isLess(asked, than) ? [variable] : []))
