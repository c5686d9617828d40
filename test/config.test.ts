import { describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { KEY_ARN } from './support/builders.ts'

const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:cooper-dev'

describe('the defaults', () => {
  const DEFAULTS = {
    topicArn: TOPIC_ARN,
    roleName: undefined,
    mode: 'remediate',
    defaultEncryption: 'sse-s3',
    kmsKeyArn: undefined,
    bucketKey: true,
  }

  test.each([
    ['a topic is enough', { TOPIC_ARN }],
    ['an empty variable is unset', { TOPIC_ARN, MODE: '', KMS_KEY_ARN: '', BUCKET_KEY: '' }],
    ['other variables are none of ours', { TOPIC_ARN, PATH: '/bin', AWS_REGION: 'us-east-1' }],
  ])('%s', (_reason, environment) => {
    expect(readConfig(environment)).toEqual(DEFAULTS)
  })
})

test('every variable is read', () => {
  const environment = {
    TOPIC_ARN,
    ROLE_NAME: 'cooper-dev-us-east-1',
    MODE: 'report',
    DEFAULT_ENCRYPTION: 'sse-kms',
    KMS_KEY_ARN: KEY_ARN,
    BUCKET_KEY: 'false',
  }
  expect(readConfig(environment)).toEqual({
    topicArn: TOPIC_ARN,
    roleName: 'cooper-dev-us-east-1',
    mode: 'report',
    defaultEncryption: 'sse-kms',
    kmsKeyArn: KEY_ARN,
    bucketKey: false,
  })
})

describe('a wrong value stops the start, names the variable and what is allowed', () => {
  test.each([
    ['TOPIC_ARN', undefined, 'TOPIC_ARN is missing: must be the ARN of the SNS topic'],
    [
      'TOPIC_ARN',
      'cooper',
      'TOPIC_ARN must be the ARN of an SNS topic that is not FIFO, not "cooper"',
    ],
    ['MODE', 'Report', 'MODE must be one of remediate, report, not "Report"'],
    [
      'DEFAULT_ENCRYPTION',
      'aes256',
      'DEFAULT_ENCRYPTION must be one of sse-s3, sse-kms, dsse-kms, not "aes256"',
    ],
    ['BUCKET_KEY', 'yes', 'BUCKET_KEY must be one of true, false, not "yes"'],
    ['KMS_KEY_ARN', 'alias/mine', 'KMS_KEY_ARN must be the full ARN of a KMS key, not an alias'],
    ['KMS_KEY_ARN', KEY_ARN, 'KMS_KEY_ARN needs DEFAULT_ENCRYPTION to be sse-kms or dsse-kms'],
    [
      'POWERTOOLS_LOG_LEVEL',
      'ERROR',
      'POWERTOOLS_LOG_LEVEL must be one of DEBUG, INFO, not "ERROR"',
    ],
    ['TOPIC_ARN', `${TOPIC_ARN}.fifo`, 'must be the ARN of an SNS topic that is not FIFO'],
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

  test('all of them at once', () => {
    expect(() => readConfig({ MODE: 'x', BUCKET_KEY: 'y' })).toThrow(
      /TOPIC_ARN .*; MODE .*; BUCKET_KEY /,
    )
  })
})
