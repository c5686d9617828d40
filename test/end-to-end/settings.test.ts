import { describe, expect, test } from 'vitest'
import { CONTROL_IDS } from '../../src/core/controls/ids.ts'
import { KEY_ARN, OTHER_KEY_ARN } from '../support/builders.ts'
import { sample } from '../support/events.ts'
import { invoke, isWrite } from './backend.ts'
import { deploy, HELD } from './deployed.ts'

type Params = Readonly<Record<string, string>>

/** With these settings the bucket of `deployWithBucket` is non-compliant in every control. */
const STRICT = {
  ...{ defaultEncryption: 'sse-kms', kmsKeyArn: KEY_ARN, sseC: 'block' },
  ...{ uploadEncryption: 'matching', minimumTlsVersion: '1.2' },
}

async function deployWithBucket(params: Params) {
  const deployed = await deploy({ ...HELD, params })
  await deployed.createBucket()
  await deployed.putRule({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } })
  return deployed
}

describe('the settings in serverless.yml take effect', () => {
  test('all controls in one run, and a second run finds nothing to do', async () => {
    const { arrive, records } = await deployWithBucket(STRICT)
    await arrive()
    expect(records()).toMatchObject([{ outcome: 'remediated', remaining: [] }])
    expect(records()[0]?.findings.map(({ control, verdict }) => [control, verdict])).toEqual(
      CONTROL_IDS.map((id) => [id, 'non-compliant']),
    )
  })

  test('mode: report writes nothing', async () => {
    const { arrive, records } = await deployWithBucket({ ...STRICT, mode: 'report' })
    expect((await arrive()).filter(isWrite)).toEqual([])
    expect(records()[0]?.remaining.map(({ control }) => control)).toEqual(CONTROL_IDS)
  })

  test.each([
    ['modeDefaultEncryption', 'default-encryption'],
    ['modeBucketKey', 'bucket-key'],
    ['modeSseC', 'sse-c'],
    ['modeUploadEncryption', 'upload-encryption'],
    ['modeTlsOnly', 'tls-only'],
    ['modeMinimumTls', 'minimum-tls'],
  ])('%s: report remediates all controls except %s', async (param, control) => {
    const { arrive, records } = await deployWithBucket({ ...STRICT, [param]: 'report' })
    await arrive()
    expect(records()).toMatchObject([{ outcome: 'reported', remaining: [{ control }] }])
    expect((await arrive()).filter(isWrite)).toEqual([])
  })

  test.each(CONTROL_IDS)('controls: only %s is checked', async (controls) => {
    const { arrive, records } = await deployWithBucket({ ...STRICT, controls })
    await arrive()
    expect(records()).toMatchObject([{ outcome: 'remediated', findings: [{ control: controls }] }])
  })

  test('bucketKey: false requires no bucket key', async () => {
    const { arrive, encryption } = await deployWithBucket({ ...STRICT, bucketKey: 'false' })
    await arrive()
    expect((await encryption())?.BucketKeyEnabled).toBe(false)
  })

  test('kmsKeysAllowed: a key that is not on the list is replaced', async () => {
    const kmsKeysAllowed = 'arn:aws:kms:*:123456789012:key/*'
    const { arrive, putRule, encryption } = await deployWithBucket({ ...STRICT, kmsKeysAllowed })
    const rule = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: OTHER_KEY_ARN } as const
    await putRule({ ApplyServerSideEncryptionByDefault: rule })
    await arrive()
    expect((await encryption())?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID).toBe(KEY_ARN)
  })
})

describe('a wrong value stops the start, with the variable and the allowed values', () => {
  const environment = {
    TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:cooper-test',
    AWS_REGION: 'us-east-1',
  }
  const controls =
    'all, default-encryption, bucket-key, sse-c, upload-encryption, tls-only, minimum-tls'
  const kms = { DEFAULT_ENCRYPTION: 'sse-kms' }

  test.each([
    [{ TOPIC_ARN: '' }, 'TOPIC_ARN is missing: must be the ARN of the SNS topic'],
    [
      // One message for all errors, so that nobody has to deploy six times.
      {
        ...{ MODE: 'dry-run', MODE_TLS_ONLY: 'off', CONTROLS: 'tls', SSE_C: 'deny' },
        ...{ DEFAULT_ENCRYPTION: 'aws:kms', BUCKET_KEY: 'on', UPLOAD_ENCRYPTION: 'strict' },
        ...{ TLS_STATEMENT: 'own', MINIMUM_TLS_VERSION: '1.1', EXEMPT_BY_TAG: 'no' },
        ...{ WEBSITE_BUCKETS: 'skip' },
      },
      [
        'MODE must be one of remediate, report, propose, not "dry-run"',
        'MODE_TLS_ONLY must be one of remediate, report, propose, not "off"',
        `CONTROLS must be one of ${controls}, not "tls"`,
        'DEFAULT_ENCRYPTION must be one of sse-s3, sse-kms, dsse-kms, not "aws:kms"',
        'BUCKET_KEY must be one of true, false, not "on"',
        'SSE_C must be one of keep, block, not "deny"',
        'UPLOAD_ENCRYPTION must be one of any, matching, explicit, not "strict"',
        'TLS_STATEMENT must be one of any, canonical, not "own"',
        'MINIMUM_TLS_VERSION must be one of none, 1.2, 1.3, not "1.1"',
        'EXEMPT_BY_TAG must be one of true, false, not "no"',
        'WEBSITE_BUCKETS must be one of exempt, remediate, not "skip"',
      ].join('; '),
    ],
    [{ EXEMPT_BUCKETS: 'tls:*' }, 'EXEMPT_BUCKETS must be patterns of bucket names such as'],
    [{ ...kms, KMS_KEY_ARN: 'alias/mine' }, 'KMS_KEY_ARN names an alias'],
    [
      { ...kms, KMS_KEY_ARN: KEY_ARN.replace('us-east-1', 'eu-west-1') },
      'KMS_KEY_ARN must be a key of us-east-1 in the partition aws',
    ],
    [
      { ...kms, KMS_KEY_ARN: KEY_ARN.replace('arn:aws:', 'arn:aws-cn:') },
      'KMS_KEY_ARN must be a key of us-east-1 in the partition aws',
    ],
    [{ KMS_KEYS_ALLOWED: KEY_ARN }, 'KMS_KEYS_ALLOWED needs KMS_KEY_ARN'],
  ])('%j', async (variables, message) => {
    const start = invoke(sample('create-bucket.json'), { ...environment, ...variables })
    await expect(start).rejects.toThrow(`Cannot start: ${message}`)
  })
})
