import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { everyGrace, everyMode, KEY_ARN, SETTINGS } from '../support/builders.ts'

const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:cooper-dev'

describe('the defaults', () => {
  const DEFAULTS = {
    ...SETTINGS,
    // Without a value a setting requires nothing, and licenses no removal.
    ...{ sseC: undefined, uploadEncryption: undefined, minimumTls: undefined },
    topicArn: TOPIC_ARN,
    ...{ roleName: undefined, journalBucket: undefined },
    ...{ chatTopicArn: undefined, securityHub: false },
  }

  test.each([
    ['only the topic is set', { TOPIC_ARN }],
    ['an empty variable is unset', { TOPIC_ARN, MODE: '', KMS_KEY_ARN: '', BUCKET_KEY: '' }],
    ['other variables are ignored', { TOPIC_ARN, PATH: '/bin', AWS_REGION: 'us-east-1' }],
  ])('%s', (_reason, environment) => {
    expect(readConfig(environment)).toEqual(DEFAULTS)
  })
})

test('every variable is read', () => {
  const environment = {
    TOPIC_ARN,
    ROLE_NAME: 'cooper-dev-us-east-1',
    JOURNAL_BUCKET: 'cooper-dev-journal',
    MODE: 'report',
    MODE_TLS_ONLY: 'remediate',
    GRACE_DAYS: '7',
    GRACE_DAYS_TLS_ONLY: '30',
    QUIET_DAYS: '14',
    GRACE_EXTENSIONS: '2',
    GRACE_AT_END: 'remediate',
    WITHOUT_LOGS: 'report',
    WATCH_DAYS: '5',
    LOG_BUCKETS: 'arn:aws:s3:::access-logs,arn:aws:s3:::logs-*',
    CONTROLS: 'tls-only, default-encryption',
    DEFAULT_ENCRYPTION: 'sse-kms',
    KMS_KEY_ARN: KEY_ARN,
    KMS_PREFLIGHT: 'true',
    KMS_KEYS_ALLOWED:
      'arn:aws:kms:*:123456789012:key/*,arn:aws:kms:eu-west-1:210987654321:key/mrk-1',
    BUCKET_KEY: 'false',
    SSE_C: 'block',
    UPLOAD_ENCRYPTION: 'matching',
    TLS_STATEMENT: 'canonical',
    MINIMUM_TLS_VERSION: '1.3',
    EXEMPT_BUCKETS: 'legacy-* tls-only:media-?,  Old.Bucket_1',
    EXEMPT_BY_TAG: 'false',
    WEBSITE_BUCKETS: 'remediate',
    PUBLIC_BUCKETS: 'exempt',
    FLAPPING_LIMIT: '5',
    FLAPPING_HOURS: '48',
    SETTLE_MINUTES: '5',
    CHAT_TOPIC_ARN: `${TOPIC_ARN}-chat`,
    SECURITY_HUB: 'true',
  }
  expect(readConfig(environment)).toEqual({
    topicArn: TOPIC_ARN,
    chatTopicArn: `${TOPIC_ARN}-chat`,
    securityHub: true,
    roleName: 'cooper-dev-us-east-1',
    journalBucket: 'cooper-dev-journal',
    controls: ['default-encryption', 'tls-only'],
    modes: { ...everyMode('report'), 'tls-only': 'remediate' },
    graceDays: { ...everyGrace(7), 'tls-only': 30 },
    quietDays: 14,
    graceExtensions: 2,
    graceAtEnd: 'remediate',
    withoutLogs: 'report',
    watchDays: 5,
    defaultEncryption: 'sse-kms',
    kmsKeyArn: KEY_ARN,
    kmsPreflight: true,
    kmsKeysAllowed: [
      'arn:aws:kms:*:123456789012:key/*',
      'arn:aws:kms:eu-west-1:210987654321:key/mrk-1',
    ],
    bucketKey: false,
    sseC: 'block',
    uploadEncryption: 'matching',
    tlsStatement: 'canonical',
    minimumTls: '1.3',
    obsoleteStatements: 'remove',
    exemptBuckets: [
      { control: undefined, buckets: 'legacy-*' },
      { control: 'tls-only', buckets: 'media-?' },
      { control: undefined, buckets: 'Old.Bucket_1' },
    ],
    exemptByTag: false,
    websiteBuckets: 'remediate',
    publicBuckets: 'exempt',
    flappingLimit: 5,
    flappingHours: 48,
    settleMinutes: 5,
  })
})

describe('an invalid value is an error that names the variable and the allowed values', () => {
  test.each([
    ['TOPIC_ARN', undefined, 'TOPIC_ARN is missing: must be the ARN of the SNS topic'],
    ['TOPIC_ARN', '', 'TOPIC_ARN is missing: must be the ARN of the SNS topic'],
    [
      'MODE_TLS',
      'report',
      'MODE_TLS is unknown: it must be one of MODE_DEFAULT_ENCRYPTION, MODE_BUCKET',
    ],
    [
      'TOPIC_ARN',
      'cooper',
      'TOPIC_ARN must be the ARN of an SNS topic that is not FIFO, not "cooper"',
    ],
    ['MODE', 'Report', 'MODE must be one of remediate, report, propose, not "Report"'],
    [
      'DEFAULT_ENCRYPTION',
      'aes256',
      'DEFAULT_ENCRYPTION must be one of sse-s3, sse-kms, dsse-kms, not "aes256"',
    ],
    ['BUCKET_KEY', 'yes', 'BUCKET_KEY must be one of true, false, not "yes"'],
    [
      'KMS_KEY_ARN',
      'alias/mine',
      'KMS_KEY_ARN names an alias, which S3 looks up in the account of',
    ],
    ['KMS_KEY_ARN', KEY_ARN.replace(/key.*/, 'alias/mine'), 'KMS_KEY_ARN names an alias'],
    ['KMS_KEY_ARN', '1234abcd', 'KMS_KEY_ARN must be the full ARN of a KMS key, not "1234abcd"'],
    ['KMS_KEYS_ALLOWED', `${KEY_ARN},alias/x`, 'KMS_KEYS_ALLOWED names an alias'],
    ['KMS_KEYS_ALLOWED', '*', 'KMS_KEYS_ALLOWED must be full ARNs of KMS keys'],
    ['KMS_PREFLIGHT', 'true', 'KMS_PREFLIGHT needs KMS_KEY_ARN'],
    ['KMS_KEYS_ALLOWED', KEY_ARN, 'KMS_KEYS_ALLOWED needs KMS_KEY_ARN'],
    [
      'CONTROLS',
      'tls-only tls',
      'CONTROLS must be one of all, default-encryption, bucket-key, sse-c, upload-encryption, tls-only, minimum-tls, not "tls-only tls"',
    ],
    ['CONTROLS', ' , ', 'CONTROLS must name at least one control, or all'],
    ['MODE_TLS_ONLY', 'off', 'MODE_TLS_ONLY must be one of remediate, report, propose, not "off"'],
    ['SSE_C', 'deny', 'SSE_C must be one of keep, block, not "deny"'],
    ['UPLOAD_ENCRYPTION', 'all', 'UPLOAD_ENCRYPTION must be one of any, matching, explicit'],
    ['TLS_STATEMENT', 'own', 'TLS_STATEMENT must be one of any, canonical, not "own"'],
    ['MINIMUM_TLS_VERSION', '1.1', 'MINIMUM_TLS_VERSION must be one of none, 1.2, 1.3, not "1.1"'],
    ['EXEMPT_BUCKETS', 'tls:legacy-*', 'EXEMPT_BUCKETS must be patterns of bucket names such as'],
    ['EXEMPT_BUCKETS', 'legacy/*', 'or tls-only:legacy-*, where the controls are default-enc'],
    ['EXEMPT_BY_TAG', '1', 'EXEMPT_BY_TAG must be one of true, false, not "1"'],
    ['WEBSITE_BUCKETS', 'keep', 'WEBSITE_BUCKETS must be one of exempt, remediate, not "keep"'],
    ['FLAPPING_LIMIT', '0', 'FLAPPING_LIMIT must be a whole number from 1 to 100, not "0"'],
    ['FLAPPING_LIMIT', '2.5', 'FLAPPING_LIMIT must be a whole number from 1 to 100, not "2.5"'],
    ['FLAPPING_HOURS', '721', 'FLAPPING_HOURS must be a whole number from 1 to 720, not "721"'],
    ['GRACE_DAYS', '61', 'GRACE_DAYS must be a whole number from 0 to 60, not "61"'],
    ['GRACE_DAYS_TLS', '7', 'GRACE_DAYS_TLS is unknown: it must be one of GRACE_DAYS_DEFAULT_ENC'],
    ['GRACE_DAYS_TLS_ONLY', '7', 'need JOURNAL_BUCKET, which keeps announcements'],
    ['MODE', 'propose', 'MODE=propose, GRACE_DAYS and PUBLIC_BUCKETS=grace need JOURNAL_BUCKET'],
    ['PUBLIC_BUCKETS', 'grace', 'PUBLIC_BUCKETS=grace need JOURNAL_BUCKET'],
    ['FLAPPING_HOURS', '-1', 'FLAPPING_HOURS must be a whole number from 1 to 720, not "-1"'],
    ['KMS_KEY_ARN', KEY_ARN, 'KMS_KEY_ARN needs DEFAULT_ENCRYPTION to be sse-kms or dsse-kms'],
    [
      'POWERTOOLS_LOG_LEVEL',
      'ERROR',
      'POWERTOOLS_LOG_LEVEL must be one of DEBUG, INFO, not "ERROR"',
    ],
    ['TOPIC_ARN', `${TOPIC_ARN}.fifo`, 'must be the ARN of an SNS topic that is not FIFO'],
    ['CHAT_TOPIC_ARN', 'chat', 'CHAT_TOPIC_ARN must be the ARN of an SNS topic that is not FIFO'],
    ['SECURITY_HUB', 'yes', 'SECURITY_HUB must be'],
    ['JOURNAL_BUCKET', 's3://journal', 'JOURNAL_BUCKET must be the name of a bucket, not'],
    ['ROLE_NAME', 'a role', 'ROLE_NAME must be the name of an IAM role, not "a role"'],
    ['MODE', '\u001b[2Jx', 'not "\\u001b[2Jx"'],
  ])('%s=%s', (name, value, message) => {
    expect(() => readConfig({ TOPIC_ARN, [name]: value })).toThrow(message)
  })

  test('a key of another region, where the region is known', () => {
    const key = { DEFAULT_ENCRYPTION: 'sse-kms', KMS_KEY_ARN: KEY_ARN }
    expect(() => readConfig({ TOPIC_ARN, ...key, AWS_REGION: 'eu-west-1' })).toThrow(
      'KMS_KEY_ARN must be a key of eu-west-1',
    )
    expect(readConfig({ TOPIC_ARN, ...key, AWS_REGION: 'us-east-1' }).kmsKeyArn).toBe(KEY_ARN)
  })

  test('a key of another partition, where the region is known', () => {
    const KMS_KEY_ARN = KEY_ARN.replace('arn:aws:', 'arn:aws-cn:')
    const key = { DEFAULT_ENCRYPTION: 'sse-kms', KMS_KEY_ARN, AWS_REGION: 'us-east-1' }
    expect(() => readConfig({ TOPIC_ARN, ...key })).toThrow(
      'KMS_KEY_ARN must be a key of us-east-1 in the partition aws, not "arn:aws-cn:kms',
    )
  })

  test('a key that is not one of KMS_KEYS_ALLOWED', () => {
    const KMS_KEYS_ALLOWED = 'arn:aws:kms:us-east-1:210987654321:key/*'
    expect(() => readConfig({ TOPIC_ARN, KMS_KEY_ARN: KEY_ARN, KMS_KEYS_ALLOWED })).toThrow(
      'KMS_KEY_ARN must be one of KMS_KEYS_ALLOWED, not "arn:aws:kms',
    )
  })

  test('KMS_KEY_ARN with SSE-S3 is valid if KMS_KEYS_ALLOWED is set: it replaces keys that are not allowed', () => {
    const KMS_KEYS_ALLOWED = KEY_ARN
    const config = readConfig({ TOPIC_ARN, KMS_KEY_ARN: KEY_ARN, KMS_KEYS_ALLOWED })
    expect(config).toMatchObject({ defaultEncryption: 'sse-s3', kmsKeysAllowed: [KEY_ARN] })
  })

  test('all errors at once', () => {
    expect(() => readConfig({ MODE: 'x', BUCKET_KEY: 'y' })).toThrow(
      /TOPIC_ARN .*; MODE .*; BUCKET_KEY /,
    )
  })
})
