import * as v from 'valibot'
import { isBucketName } from '../core/bucket.ts'
import { CONTROL_IDS, type ControlId } from '../core/controls/ids.ts'
import { isAlias } from '../core/encryption/keys.ts'
import {
  AFTER_REVIEW,
  type BucketExemption,
  DEFAULT_ENCRYPTIONS,
  MINIMUM_TLS,
  MODES,
  PUBLIC_BUCKETS,
  SSE_C,
  UPLOAD_ENCRYPTIONS,
} from '../core/settings.ts'
import { flag, listOf, oneOf, wholeNumberIn } from './values.ts'

const TOPIC_ARN = /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/
const KEY_ARN_PATTERN = /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/
const KEY_ARNS = /^arn:[a-z-]+:kms:[a-z0-9*-]+:[\d*]{1,12}:key\/[A-Za-z0-9*-]+$/

const TopicArn = v.pipe(
  v.string(),
  v.regex(TOPIC_ARN, 'must be the ARN of an SNS topic that is not FIFO'),
)

const ALIAS =
  'names an alias, which S3 looks up in the account of the uploader: use the ARN of the key'

const isNoAlias = v.check((key: string) => !isAlias(key), ALIAS)

const controls = v.pipe(
  listOf(oneOf(['all', ...CONTROL_IDS])),
  v.minLength(1, 'must name at least one control, or all'),
  v.transform((names) => CONTROL_IDS.filter((id) => names.includes('all') || names.includes(id))),
)

const exemption = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^((${CONTROL_IDS.join('|')}):)?[A-Za-z0-9.*?_-]{1,255}$`),
    `must be patterns of bucket names such as legacy-* or tls-only:legacy-*, where the controls are ${CONTROL_IDS.join(', ')}`,
  ),
  v.transform((entry): BucketExemption => {
    const control = CONTROL_IDS.find((id) => entry.startsWith(`${id}:`))
    return { control, buckets: control ? entry.slice(control.length + 1) : entry }
  }),
)

const logBucket = v.pipe(
  v.string(),
  v.regex(
    /^arn:[a-z-]+:s3:::[a-z0-9.*-]{1,63}$/,
    'must be ARNs of buckets such as arn:aws:s3:::access-logs, in which * stands for any text',
  ),
)

/** The variable that overrides another one for a control: `MODE_TLS_ONLY`. */
export const variableFor = (variable: 'MODE' | 'GRACE_DAYS', id: ControlId) =>
  `${variable}_${id.toUpperCase().replaceAll('-', '_')}`

const modes = Object.fromEntries(
  CONTROL_IDS.map((id) => [variableFor('MODE', id), v.optional(oneOf(MODES))]),
)

const days = wholeNumberIn(0, 60)

const graceDays = Object.fromEntries(
  CONTROL_IDS.map((id) => [variableFor('GRACE_DAYS', id), v.optional(days)]),
)

// Every variable is in docs/configuration.md and a `param` of serverless.yml.
export const SettingsEnvironment = v.pipe(
  v.object({
    MODE: v.optional(oneOf(MODES), 'remediate'),
    ...modes,
    GRACE_DAYS: v.optional(days, '0'),
    ...graceDays,
    QUIET_DAYS: v.optional(wholeNumberIn(0, 60), '0'),
    GRACE_EXTENSIONS: v.optional(wholeNumberIn(0, 52), '4'),
    GRACE_AT_END: v.optional(oneOf(AFTER_REVIEW), 'report'),
    WITHOUT_LOGS: v.optional(oneOf(AFTER_REVIEW), 'remediate'),
    WATCH_DAYS: v.optional(wholeNumberIn(0, 14), '3'),
    LOG_BUCKETS: v.optional(listOf(logBucket), ''),
    CONTROLS: v.optional(controls, 'all'),
    DEFAULT_ENCRYPTION: v.optional(oneOf(DEFAULT_ENCRYPTIONS), 'sse-s3'),
    KMS_KEY_ARN: v.optional(
      v.pipe(v.string(), isNoAlias, v.regex(KEY_ARN_PATTERN, 'must be the full ARN of a KMS key')),
    ),
    KMS_PREFLIGHT: v.optional(flag, 'false'),
    KMS_KEYS_ALLOWED: v.optional(
      listOf(
        v.pipe(
          v.string(),
          isNoAlias,
          v.regex(KEY_ARNS, 'must be full ARNs of KMS keys, in which * stands for any text'),
        ),
      ),
      '',
    ),
    BUCKET_KEY: v.optional(flag, 'true'),
    SSE_C: v.optional(oneOf(SSE_C)),
    UPLOAD_ENCRYPTION: v.optional(oneOf(UPLOAD_ENCRYPTIONS)),
    TLS_STATEMENT: v.optional(oneOf(['any', 'canonical']), 'any'),
    MINIMUM_TLS_VERSION: v.optional(oneOf(MINIMUM_TLS)),
    EXEMPT_BUCKETS: v.optional(listOf(exemption), ''),
    EXEMPT_BY_TAG: v.optional(flag, 'true'),
    WEBSITE_BUCKETS: v.optional(oneOf(['exempt', 'remediate']), 'exempt'),
    PUBLIC_BUCKETS: v.optional(oneOf(PUBLIC_BUCKETS), 'remediate'),
    FLAPPING_LIMIT: v.optional(wholeNumberIn(1, 100), '3'),
    FLAPPING_HOURS: v.optional(wholeNumberIn(1, 720), '24'),
    SETTLE_MINUTES: v.optional(wholeNumberIn(0, 15), '15'),
  }),
)

/** Further variables of a deployed function. */
export const Environment = v.pipe(
  v.object({
    TOPIC_ARN: v.pipe(
      v.string('is missing: must be the ARN of the SNS topic that notifies people'),
      TopicArn,
    ),
    ...SettingsEnvironment.entries,
    POWERTOOLS_LOG_LEVEL: v.optional(oneOf(['DEBUG', 'INFO']), 'INFO'),
    CHAT_TOPIC_ARN: v.optional(TopicArn),
    SECURITY_HUB: v.optional(flag, 'false'),
    JOURNAL_BUCKET: v.optional(
      v.pipe(v.string(), v.check(isBucketName, 'must be the name of a bucket')),
    ),
    ROLE_NAME: v.optional(
      v.pipe(v.string(), v.regex(/^[\w+=,.@-]{1,64}$/, 'must be the name of an IAM role')),
    ),
  }),
)
