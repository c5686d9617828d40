import type { BucketCannedACL, ServerSideEncryptionRule } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { KEY_ARN, policyOf } from '../support/builders.ts'
import { ARN, BUCKET, deploy, HELD } from './deployed.ts'

type Params = Readonly<Record<string, string>>

const MANAGED = { defaultEncryption: 'sse-kms' }
const KEY = { ...MANAGED, kmsKeyArn: KEY_ARN }
const DOUBLE = { defaultEncryption: 'dsse-kms', kmsKeyArn: KEY_ARN }

const IDENTITY = {
  AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1A2B3C4D5',
}
const OTHER_ACCOUNT = { AWS: 'arn:aws:iam::210987654321:role/reader' }
const service = (name: string) => ({ Service: `${name}.amazonaws.com` })

const allow = (Principal: object | string, more: object = {}) => ({
  ...{ Sid: 'Users', Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: `${ARN}/*` },
  ...more,
})
const writes = { Action: 's3:PutObject' }
const only = (Condition: object) => ({ Condition })
const fromVpc = only({ StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } })

const SSE_S3 = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } } as const

/** The SDK's type lacks one that S3 documents. */
type Acl = BucketCannedACL | 'log-delivery-write'

interface Configuration {
  readonly rule?: ServerSideEncryptionRule
  readonly acl?: Acl
}

/** What the deployed function did after the creation of a bucket that has this policy by then. */
async function remediated(
  params: Params,
  statement: object,
  { rule = SSE_S3, acl = 'private' }: Configuration = {},
) {
  const { aws, createBucket, brought, ...account } = await deploy({ ...HELD, params })
  await createBucket()
  // S3 refuses public policies by default, and blocks SSE-C in a new bucket.
  await account.s3.deletePublicAccessBlock({ Bucket: BUCKET })
  await account.putRule(rule)
  await account.s3.putBucketAcl({ Bucket: BUCKET, ACL: acl as BucketCannedACL })
  aws.storePolicy(BUCKET, policyOf(statement as never))
  aws.deliver(brought()[0])
  await aws.settled()
  expect(aws.deadLetters()).toEqual([])
  const [record] = account.records()
  const open = [...(record?.remaining ?? []), ...(record?.findings ?? [])]
  const last = await account.encryption()
  return {
    encryption: last?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    hasBucketKey: last?.BucketKeyEnabled,
    sids: (await account.statements()).map(({ Sid }) => Sid),
    email: account.emails()[0] ?? '',
    exemptionOf: (id: string) => open.find(({ control }) => control === id)?.exemption,
  }
}

describe('no KMS key is put where it would shut somebody out', () => {
  test.each<[string, Params, object, string]>([
    ['anonymous readers behind a VPC endpoint', KEY, allow('*', fromVpc), 'Anonymous callers'],
    ['a CloudFront origin access identity', KEY, allow(IDENTITY), 'cannot use a KMS key'],
    ['another account, with aws/s3', MANAGED, allow(OTHER_ACCOUNT), 'cannot use the AWS managed'],
    ['CloudFront with OAC, with aws/s3', MANAGED, allow(service('cloudfront')), 'origin access'],
    ['NLB and VPC logs, with aws/s3', MANAGED, allow(service('delivery.logs'), writes), 'NLB'],
    ['AWS Config, with aws/s3', MANAGED, allow(service('config'), writes), 'AWS Config'],
    ['S3 Inventory, with aws/s3', MANAGED, allow(service('s3'), writes), 'Inventory'],
    ['Amazon SES, with aws/s3', MANAGED, allow(service('ses'), writes), 'Amazon SES'],
    ['S3 Files, with DSSE', DOUBLE, allow(service('elasticfilesystem')), 'S3 Files'],
  ])('%s', async (_, params, statement, reason) => {
    const { encryption, sids, exemptionOf, email } = await remediated(params, statement)
    expect(encryption).toBe('AES256')
    expect(sids).toEqual(['Users', 'CooperTlsOnly'])
    expect(exemptionOf('default-encryption')).toMatchObject({ by: 'shut-out' })
    expect(exemptionOf('default-encryption')?.reason).toContain(reason)
    expect(email).toContain('LEFT ALONE\n- default-encryption: ')
  })

  test.each<[string, Acl, string, string]>([
    ['lets anyone read', 'public-read', 'public-reads', 'callers without credentials'],
    ['lets logs be delivered', 'log-delivery-write', 'log-target', 'Log delivery'],
  ])('an ACL that %s', async (_, acl, by, reason) => {
    const found = await remediated(KEY, allow(OTHER_ACCOUNT), { acl })
    expect(found.encryption).toBe('AES256')
    expect(found.exemptionOf('default-encryption')).toMatchObject({ by })
    expect(found.exemptionOf('default-encryption')?.reason).toContain(reason)
  })

  test.each<[string, object, readonly string[]]>([
    ['another account', allow(OTHER_ACCOUNT), [OTHER_ACCOUNT.AWS, 'kms:Decrypt']],
    [
      'log delivery',
      allow(service('delivery.logs'), writes),
      ['delivery.logs.amazonaws.com', 'kms:GenerateDataKey'],
    ],
  ])(
    'with a customer managed key, the message names %s and the statement',
    async (_, statement, texts) => {
      const { encryption, email } = await remediated(KEY, statement)
      expect(encryption).toBe('aws:kms')
      const section = email.split('\n\n').find((one) => one.startsWith('MAY BE AFFECTED')) ?? ''
      for (const text of [...texts, '"Effect":"Allow"']) expect(section).toContain(text)
    },
  )
})

describe('a bucket key beside a customer managed key', () => {
  const withoutBucketKey = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN },
    BucketKeyEnabled: false,
  } as const
  const context = only({ StringLike: { 'kms:EncryptionContext:aws:s3:arn': `${ARN}/in/*` } })
  const replicates = { Action: 's3:ReplicateObject' }

  test.each<[string, object, boolean]>([
    ['is enabled for other readers', allow(OTHER_ACCOUNT), true],
    [
      'is not where the policy names an object as encryption context',
      allow(OTHER_ACCOUNT, context),
      false,
    ],
    ['is not where a role replicates', allow(OTHER_ACCOUNT, replicates), false],
  ])('%s', async (_, statement, enabled) => {
    const found = await remediated(MANAGED, statement, { rule: withoutBucketKey })
    expect(found.hasBucketKey).toBe(enabled)
    expect(found.exemptionOf('bucket-key')?.by).toBe(enabled ? undefined : 'shut-out')
    if (!enabled) expect(found.email).toContain('LEFT ALONE\n- bucket-key: ')
  })
})

describe('uploads with other headers', () => {
  test.each<[string, Params, object, 'upload-encryption' | 'sse-c']>([
    [
      'that the policy allows with another encryption only',
      { uploadEncryption: 'matching' },
      allow(OTHER_ACCOUNT, {
        ...writes,
        ...only({ StringEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } }),
      }),
      'upload-encryption',
    ],
    [
      'that the policy allows with SSE-C only',
      { sseC: 'block' },
      allow(OTHER_ACCOUNT, {
        ...writes,
        ...only({
          StringEquals: { 's3:x-amz-server-side-encryption-customer-algorithm': 'AES256' },
        }),
      }),
      'sse-c',
    ],
  ])('%s are not refused', async (_, params, statement, control) => {
    const { exemptionOf, sids } = await remediated(params, statement)
    expect(exemptionOf(control)).toMatchObject({ by: 'shut-out' })
    expect(sids).toEqual(['Users', 'CooperTlsOnly'])
  })
})

describe('TLS', () => {
  test.each<[string, object]>([
    ['VPC endpoints', allow(OTHER_ACCOUNT, fromVpc)],
    [
      'a Multi-Region Access Point',
      allow(
        OTHER_ACCOUNT,
        only({
          StringEquals: { 's3:DataAccessPointArn': 'arn:aws:s3::123456789012:accesspoint/a.mrap' },
        }),
      ),
    ],
  ])('1.3 is not required where the policy names %s', async (_, statement) => {
    const { sids, exemptionOf } = await remediated({ minimumTlsVersion: '1.3' }, statement)
    expect(sids).toEqual(['Users', 'CooperTlsOnly'])
    expect(exemptionOf('minimum-tls')?.reason).toContain('does not offer TLS 1.3')
  })

  test('the start tells what TLS 1.3 does to PrivateLink', async () => {
    const { output, createBucket, arrive } = await deploy({
      ...HELD,
      params: { minimumTlsVersion: '1.3' },
    })
    await createBucket()
    await arrive()
    expect(output().join('\n')).toContain('PrivateLink')
  })

  test('the message names the viewer protocol policy of CloudFront', async () => {
    const { sids, email } = await remediated({}, allow(IDENTITY))
    expect(sids).toEqual(['Users', 'CooperTlsOnly'])
    expect(email).toContain('Set the viewer protocol policy of each cache behavior')
  })

  test.each([
    ['remediate', ['Users', 'CooperTlsOnly']],
    ['grace', ['Users', 'CooperTlsOnly']],
    ['exempt', ['Users']],
  ])('a new bucket that anyone may read, with PUBLIC_BUCKETS=%s', async (publicBuckets, sids) => {
    const found = await remediated({ publicBuckets, graceDays: '7' }, allow('*'))
    expect(found.sids).toEqual(sids)
  })

  test('the message explains the exemption with attribute-based access control', async () => {
    const { email } = await remediated({}, allow(OTHER_ACCOUNT))
    expect(email).toContain('aws s3control tag-resource')
  })
})
