import type { ServerSideEncryptionRule } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import type { UploadEncryption } from '../../src/core/settings.ts'
import { KEY_ARN, policyOf } from '../support/builders.ts'
import { isWrite, TWO_READS } from './backend.ts'
import { ARN, BUCKET, deploy, HELD } from './deployed.ts'
import { OWN_KEY, refusedUploads, type Upload, upload } from './uploads.ts'

// Rules without BlockedEncryptionTypes, as in buckets from before SSE-C was blocked by default.
const DEFAULTS = {
  'SSE-S3': rule('AES256'),
  'the AWS managed key': rule('aws:kms'),
  'a customer managed key': rule('aws:kms', KEY_ARN),
  'a customer managed key by its id': rule('aws:kms', KEY_ARN.split('/').at(-1)),
  'DSSE-KMS': rule('aws:kms:dsse', KEY_ARN),
} as const satisfies Record<string, ServerSideEncryptionRule>

type Default = keyof typeof DEFAULTS

function rule(SSEAlgorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse', KMSMasterKeyID?: string) {
  return { ApplyServerSideEncryptionByDefault: { SSEAlgorithm, KMSMasterKeyID } }
}

const ANY_KMS: readonly Upload[] = [
  'aws:kms',
  'aws:kms, the key',
  'aws:kms, the key by its id',
  'aws:kms, another key',
  'aws:kms, another key by its id',
]
const DSSE: readonly Upload[] = ['aws:kms:dsse', 'aws:kms:dsse, the key']

/** Of the uploads that name an encryption, those that differ from the default in algorithm or key. */
const MISMATCHES: Readonly<Record<Default, readonly Upload[]>> = {
  'SSE-S3': [...ANY_KMS, ...DSSE],
  // The AWS managed key has no name to compare a header with, so only the algorithm is compared.
  'the AWS managed key': ['AES256', ...DSSE],
  // A header without a key means the AWS managed key.
  'a customer managed key': [
    ...(['AES256', 'aws:kms', 'aws:kms, another key', 'aws:kms, another key by its id'] as const),
    ...DSSE,
  ],
  'a customer managed key by its id': [
    ...(['AES256', 'aws:kms', 'aws:kms, another key', 'aws:kms, another key by its id'] as const),
    ...DSSE,
  ],
  'DSSE-KMS': ['AES256', ...ANY_KMS, 'aws:kms:dsse'],
}

const REFUSED: Readonly<Record<UploadEncryption, (by: Default) => readonly Upload[]>> = {
  any: () => [],
  matching: (by) => MISMATCHES[by],
  explicit: (by) => ['no header', ...MISMATCHES[by]],
}

const rows = (['any', 'matching', 'explicit'] as const).flatMap((uploadEncryption) =>
  (['keep', 'block'] as const).flatMap((sseC) =>
    (Object.keys(DEFAULTS) as Default[]).map((by) => ({ uploadEncryption, sseC, by })),
  ),
)

describe('before the event every upload is accepted, after it only those that the README names', () => {
  test.each(rows)(
    'UPLOAD_ENCRYPTION=$uploadEncryption, SSE_C=$sseC, default: $by',
    async ({ uploadEncryption, sseC, by }) => {
      const { s3, createBucket, putRule, arrive } = await deploy({
        ...HELD,
        params: { uploadEncryption, sseC },
      })
      await createBucket()
      await putRule(DEFAULTS[by])
      expect(await refusedUploads(s3)).toEqual([])

      await arrive()
      const refused = REFUSED[uploadEncryption](by)
      expect(await refusedUploads(s3)).toEqual([...refused, ...(sseC === 'block' ? ['SSE-C'] : [])])
      expect(await arrive()).toEqual(TWO_READS)
    },
  )
})

describe('a default that Cooper raises in the same run', () => {
  const params = { defaultEncryption: 'sse-kms', kmsKeyArn: KEY_ARN }

  test('is the one that uploads must match', async () => {
    const { s3, createBucket, putRule, arrive, records } = await deploy({
      ...HELD,
      params: { ...params, uploadEncryption: 'matching', sseC: 'block' },
    })
    await createBucket()
    await putRule(DEFAULTS['SSE-S3'])
    expect((await arrive()).filter(isWrite)).toEqual(['PutBucketEncryption', 'PutBucketPolicy'])
    expect(await refusedUploads(s3)).toEqual([...MISMATCHES['a customer managed key'], 'SSE-C'])
    expect(records()).toMatchObject([{ outcome: 'remediated', remaining: [] }])
    expect(await arrive()).toEqual(TWO_READS)
  })

  test('encrypts uploads without a header, and accepts uploads that name the same encryption', async () => {
    const { s3, createBucket, arrive } = await deploy({
      ...HELD,
      params: { ...params, uploadEncryption: 'matching' },
    })
    await createBucket()
    await arrive()
    for (const headers of [{}, { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ARN }] as const)
      expect(await upload(s3, headers)).toMatchObject({
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: KEY_ARN,
        BucketKeyEnabled: true,
      })
  })

  test('is replaced when somebody changes it later', async () => {
    const { s3, createBucket, putRule, arrive, statements } = await deploy({
      ...HELD,
      params: { uploadEncryption: 'matching' },
    })
    await createBucket()
    await arrive()
    await putRule(DEFAULTS['a customer managed key'])
    await arrive()
    expect(await refusedUploads(s3)).toEqual(MISMATCHES['a customer managed key'])
    const sids = (await statements()).map(({ Sid }) => Sid)
    expect(sids).toEqual(['CooperTlsOnly', 'CooperUploadAlgorithm', 'CooperUploadKey'])
  })
})

describe('a bucket that allows anonymous uploads', () => {
  const open = {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: `${ARN}/*`,
  }
  const anonymous = async (url: string, headers: Record<string, string> = {}) =>
    (await fetch(`${url}/${BUCKET}/upload`, { method: 'PUT', body: 'content', headers })).status
  // fetch does not trust the certificate of the embedded AWS, and the TLS statement must not cause the refusal.
  const params = { controls: 'upload-encryption' }

  test.each([
    ['matching', {}, 200],
    ['matching', { 'x-amz-server-side-encryption': 'AES256' }, 200],
    ['matching', { 'x-amz-server-side-encryption': 'aws:kms' }, 403],
    ['explicit', {}, 403],
    ['explicit', { 'x-amz-server-side-encryption': 'AES256' }, 200],
  ] as const)(
    '%s also applies to anonymous uploads: %j gets status %i',
    async (uploadEncryption, headers, status) => {
      const { aws, s3, createBucket, putPolicy, arrive } = await deploy({
        ...HELD,
        params: { ...params, uploadEncryption },
      })
      await createBucket()
      await s3.deletePublicAccessBlock({ Bucket: BUCKET })
      await putPolicy(policyOf(open))
      expect(await anonymous(aws.httpUrl, headers)).toBe(200)
      await arrive()
      expect(await anonymous(aws.httpUrl, headers)).toBe(status)
    },
  )
})

describe('SSE_C=block', () => {
  const everything = {
    ...{ sseC: 'block', defaultEncryption: 'sse-kms', kmsKeyArn: KEY_ARN },
    ...{ uploadEncryption: 'matching', minimumTlsVersion: '1.2' },
  }

  test('is part of the one rule that is put, and adds no statement', async () => {
    const { createBucket, putRule, arrive, encryption, policy } = await deploy({
      ...HELD,
      params: everything,
    })
    await createBucket()
    await putRule(DEFAULTS['SSE-S3'])
    expect((await arrive()).filter(isWrite)).toEqual(['PutBucketEncryption', 'PutBucketPolicy'])
    expect(await encryption()).toEqual({
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN },
      BucketKeyEnabled: true,
      BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
    })
    expect(await policy()).not.toContain('CooperDenySseC')
  })

  test('replaces NONE, which an owner put', async () => {
    const { s3, createBucket, putRule, arrive, encryption } = await deploy({
      ...HELD,
      params: everything,
    })
    await createBucket()
    const BlockedEncryptionTypes = { EncryptionType: ['NONE' as const] }
    await putRule({ ...DEFAULTS['a customer managed key'], BlockedEncryptionTypes })
    await upload(s3, OWN_KEY)
    await arrive()
    expect((await encryption())?.BlockedEncryptionTypes).toEqual({ EncryptionType: ['SSE-C'] })
    expect(await refusedUploads(s3)).toContain('SSE-C')
  })

  test('keeps objects readable that were stored with such a key', async () => {
    const { s3, createBucket, putRule, arrive } = await deploy({ ...HELD, params: everything })
    await createBucket()
    await putRule(DEFAULTS['SSE-S3'])
    await upload(s3, OWN_KEY)
    await arrive()
    const { SSECustomerAlgorithm, SSECustomerKey } = OWN_KEY
    const key = { SSECustomerAlgorithm, SSECustomerKey }
    const { Body } = await s3.getObject({ Bucket: BUCKET, Key: 'upload', ...key })
    expect(await Body?.transformToString()).toBe('content')
  })

  test('fails if S3 does not support it, and everything else is fixed', async () => {
    const { s3, createBucket, arrive, encryption, statements, records, refused } = await deploy({
      ...HELD,
      params: everything,
      knowsBlockedEncryptionTypes: false,
    })
    await createBucket()
    expect(await refusedUploads(s3)).toEqual([])
    await arrive()
    expect(refused()).toContain('MalformedXML')
    expect(await encryption()).toEqual({
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN },
      BucketKeyEnabled: true,
    })
    expect((await statements()).map(({ Sid }) => Sid)).toEqual([
      ...['CooperTlsOnly', 'CooperMinimumTls', 'CooperUploadAlgorithm', 'CooperUploadKey'],
    ])
    expect(await refusedUploads(s3)).toEqual(MISMATCHES['a customer managed key'])
    expect(records()).toMatchObject([{ outcome: 'failed', remaining: [{ control: 'sse-c' }] }])
  })
})
