import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/policy/document.ts'
import {
  type LocalIdentity,
  rootIdentity,
  serviceIdentity,
} from '../../src/local-aws/identity/identity.ts'
import { clientsOf, outcomeOf } from '../local-aws/support.ts'
import { KEY_ARN, policyOf } from '../support/builders.ts'
import { isWrite, TWO_READS } from './backend.ts'
import { ARN, BUCKET, deploy, HELD } from './deployed.ts'
import { LOG_DELIVERY_WRITE } from './trials.ts'
import { type Headers, refusedUploads, type Upload, upload } from './uploads.ts'

/** Settings that could block log delivery. */
const STRICT = {
  ...{ defaultEncryption: 'sse-kms', kmsKeyArn: KEY_ARN, uploadEncryption: 'explicit' },
  ...{ minimumTlsVersion: '1.3', sseC: 'block' },
}

const SOURCE_ACCOUNT = { 'aws:SourceAccount': '123456789012' }

const allow = (Principal: JsonObject): JsonObject => ({
  ...{ Sid: 'Logs', Effect: 'Allow', Principal, Action: 's3:PutObject', Resource: `${ARN}/*` },
})

const service = (name: string) => ({
  identity: serviceIdentity(name, SOURCE_ACCOUNT),
  statement: { ...allow({ Service: name }), Condition: { StringEquals: SOURCE_ACCOUNT } },
})

interface Log {
  readonly identity: LocalIdentity
  readonly statement: JsonObject
  /** The connection of a log delivery by an account of AWS. Services report nothing of their connection. */
  readonly protocol?: 'http' | 'https'
  readonly headers?: Headers
}

async function deployFor({ identity, statement, protocol = 'http', headers }: Log) {
  const deployed = await deploy({ ...HELD, params: STRICT, identities: { logs: identity } })
  const { aws, createBucket, putPolicy, putRule } = deployed
  const { s3 } = clientsOf(aws, { accessKeyId: 'logs', protocol })
  await createBucket()
  await putRule({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } })
  await putPolicy(policyOf(statement))
  return { ...deployed, deliverLog: () => outcomeOf(upload(s3, headers)) }
}

const SPARED = [
  { control: 'default-encryption', verdict: 'exempt', exemption: { by: 'log-target' } },
  { control: 'upload-encryption', verdict: 'exempt', exemption: { by: 'log-target' } },
]

describe('logs that can be delivered to SSE-S3 only', () => {
  test.each<[string, Log]>([
    ['S3 server access logs', service('logging.s3.amazonaws.com')],
    ['a load balancer', service('logdelivery.elasticloadbalancing.amazonaws.com')],
    [
      'a load balancer in an older region, which writes as an account of AWS',
      {
        identity: rootIdentity('127311923021'),
        statement: allow({ AWS: 'arn:aws:iam::127311923021:root' }),
        protocol: 'https',
      },
    ],
  ])('%s: are still delivered, and the rest of the bucket is remediated', async (_, log) => {
    const { aws, s3, arrive, deliverLog, encryption, records } = await deployFor(log)
    expect(await deliverLog()).toBe('ok')

    await arrive()
    expect(await deliverLog()).toBe('ok')
    expect(await outcomeOf(upload(clientsOf(aws).s3))).toBe('AccessDenied')
    expect((await encryption())?.ApplyServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: 'AES256',
    })
    // `explicit` becomes `matching` here: an upload without a header is accepted, one with another algorithm is not.
    expect(await refusedUploads(s3)).toEqual(ALL_BUT_THE_DEFAULT)
    expect(records()).toMatchObject([{ outcome: 'remediated', remaining: SPARED }])
    expect((await arrive()).filter(isWrite)).toEqual([])
  })
})

const ALL_BUT_THE_DEFAULT: readonly Upload[] = [
  ...([
    'aws:kms',
    'aws:kms, the key',
    'aws:kms, the key by its id',
    'aws:kms, another key',
  ] as const),
  ...([
    'aws:kms, another key by its id',
    'aws:kms:dsse',
    'aws:kms:dsse, the key',
    'SSE-C',
  ] as const),
]

describe('logs that can be delivered to any encryption', () => {
  const aws = { ServerSideEncryption: 'AES256' } as const
  test.each<[string, Log]>([
    [
      'of CloudTrail, which sends its own key',
      { ...service('cloudtrail.amazonaws.com'), headers: trail() },
    ],
    ['of CloudWatch, which sends no header', service('delivery.logs.amazonaws.com')],
    [
      'of Config, which sends another algorithm',
      { ...service('config.amazonaws.com'), headers: aws },
    ],
  ])('%s: are still delivered, with every control enforced', async (_, log) => {
    const { s3, arrive, deliverLog, encryption, records } = await deployFor(log)
    expect(await deliverLog()).toBe('ok')

    await arrive()
    expect(await deliverLog()).toBe('ok')
    expect((await encryption())?.ApplyServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: 'aws:kms',
      KMSMasterKeyID: KEY_ARN,
    })
    expect(await refusedUploads(s3)).toContain('no header')
    expect(records()).toMatchObject([{ outcome: 'remediated', remaining: [] }])
    expect(await arrive()).toEqual(TWO_READS)
  })
})

function trail(): Headers {
  const SSEKMSKeyId = KEY_ARN.replace('1234abcd', '5678abcd')
  return { ServerSideEncryption: 'aws:kms', SSEKMSKeyId }
}

describe('a log target that only its ACL shows', () => {
  test('keeps SSE-S3 and accepts uploads without a header, and the rest is remediated', async () => {
    const { s3, createBucket, arrive, encryption, statements, records } = await deploy({
      ...HELD,
      params: STRICT,
    })
    await createBucket()
    await s3.putBucketAcl({ Bucket: BUCKET, ACL: LOG_DELIVERY_WRITE })
    expect(await arrive()).toContain('GetBucketAcl')
    expect((await encryption())?.ApplyServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: 'AES256',
    })
    expect(await refusedUploads(s3)).toEqual(ALL_BUT_THE_DEFAULT)
    expect((await statements()).map(({ Sid }) => Sid)).toEqual([
      ...['CooperTlsOnly', 'CooperMinimumTls', 'CooperUploadAlgorithm'],
    ])
    expect(records()).toMatchObject([{ outcome: 'remediated', remaining: SPARED }])
    expect((await arrive()).filter(isWrite)).toEqual([])
  })

  test('is unknown if the ACL cannot be read, and nothing that depends on it is written', async () => {
    const { aws, s3, createBucket, arrive, encryption, policy, records } = await deploy({
      ...HELD,
      params: STRICT,
    })
    await createBucket()
    aws.fault({ operation: 'GetBucketAcl', error: { code: 'AccessDenied', status: 403 } })
    await arrive()
    expect((await encryption())?.ApplyServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: 'AES256',
    })
    expect(await policy()).not.toContain('CooperUpload')
    expect(await outcomeOf(upload(s3))).toBe('ok')
    expect(records()).toMatchObject([
      {
        outcome: 'unknown',
        remaining: [{ control: 'default-encryption' }, { control: 'upload-encryption' }],
      },
    ])
    expect(records()[0]?.remaining[0]?.reason).toContain('s3:GetBucketAcl was refused')
  })
})
