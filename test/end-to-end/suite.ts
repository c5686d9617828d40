import {
  DeleteBucketPolicyCommand,
  GetObjectCommand,
  PutBucketAclCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect } from 'vitest'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { KEY_ARN, OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { sample } from '../support/events.ts'
import { type Backend, invoke, TWO_READS } from './backend.ts'
import { settingsSuite } from './settings-suite.ts'
import { createTrials, LOG_DELIVERY_WRITE, type Trial, type TryOut } from './trials.ts'

const SSE_S3 = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }

const KMS = { DEFAULT_ENCRYPTION: 'sse-kms', KMS_KEY_ARN: KEY_ARN }

/** The main job, through the built bundle and over HTTP, against any AWS. */
export function endToEnd(start: () => Promise<Backend>) {
  const tryOut = createTrials(start)
  describe('a new bucket', () => newBucket(tryOut))
  describe("an owner's policy", () => ownersPolicy(tryOut))
  describe('stronger encryption', () => strongerEncryption(tryOut))
  describe('ends without a notification, with one log line that says why', () => quiet(tryOut))
  describe('an unusual event', () => strangeEvents(tryOut))
  describe('left alone', () => leftAlone(tryOut))
  settingsSuite(tryOut)
}

const own = ({ bucket }: Trial) => tlsOnlyStatement({ name: bucket, partition: 'aws' })
const owners = ({ arn }: Trial) => ({ ...OWNERS_STATEMENT, Resource: `${arn}/*` })

function newBucket(tryOut: TryOut) {
  tryOut('is remediated, verified and reported once', async (trial) => {
    const { deliver, statements, encryption, bucket } = trial
    const { result, messages, operations } = await deliver()
    expect(result).toEqual({ outcome: 'remediated' })
    expect(await statements()).toEqual([own(trial)])
    expect((await encryption())?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256')
    expect(messages).toMatchObject([
      { outcome: 'remediated', bucket, before: { policy: null }, remaining: [] },
    ])
    expect(operations).toEqual(expect.arrayContaining(['GetBucketTagging', 'GetBucketWebsite']))
  })

  tryOut('plain HTTP is refused, HTTPS is not', async ({ aws, bucket, deliver }) => {
    const object = { Bucket: bucket, Key: 'greeting.txt' }
    await aws.plainS3.send(new PutObjectCommand({ ...object, Body: 'Hello' }))
    await deliver()
    await aws.s3.send(new GetObjectCommand(object))
    const overHttp = aws.plainS3.send(new GetObjectCommand(object))
    await expect(overHttp).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  tryOut('the same event again makes two reads, no write and no message', async ({ deliver }) => {
    await deliver()
    const { result, operations, messages } = await deliver()
    expect(result?.outcome).toBe('compliant')
    expect(operations).toEqual(TWO_READS)
    expect(messages).toEqual([])
  })

  tryOut('MODE=report sends a notification and writes nothing', async ({ deliver, statements }) => {
    const { operations, messages } = await deliver({ MODE: 'report' })
    expect(operations).toEqual([...TWO_READS, 'GetBucketTagging', 'GetBucketWebsite', 'Publish'])
    expect(messages).toMatchObject([{ outcome: 'reported' }])
    await expect(statements()).rejects.toThrow(/policy/)
  })

  tryOut('gets the KMS key of the settings, with a bucket key', async (trial) => {
    await trial.deliver(KMS)
    expect(await trial.encryption()).toMatchObject({
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN },
      BucketKeyEnabled: true,
    })
  })
}

function ownersPolicy(tryOut: TryOut) {
  tryOut('keeps its statements, order and Id', async (trial) => {
    await trial.putPolicy({ ...policyOf(owners(trial)), Id: 'owner' })
    const { messages } = await trial.deliver({}, 'put-bucket-policy-terraform.json')
    expect(await trial.statements()).toEqual([owners(trial), own(trial)])
    expect(messages).toMatchObject([
      { before: { policy: { Id: 'owner' } }, after: { policy: { Id: 'owner' } } },
    ])
  })

  tryOut('a damaged statement of Cooper is replaced in place', async (trial) => {
    const damaged = { ...own(trial), Resource: `${trial.arn}/*` }
    await trial.putPolicy(policyOf(damaged, owners(trial)))
    await trial.deliver({}, 'put-bucket-policy-console.json')
    expect(await trial.statements()).toEqual([own(trial), owners(trial)])
  })

  tryOut('is remediated again after it was deleted', async (trial) => {
    await trial.deliver()
    await trial.aws.s3.send(new DeleteBucketPolicyCommand({ Bucket: trial.bucket }))
    await trial.deliver({}, 'delete-bucket-policy.json')
    expect(await trial.statements()).toEqual([own(trial)])
  })

  tryOut('a policy that names a deleted user', async (trial) => {
    const stale = { ...owners(trial), Principal: { AWS: 'AIDAEXAMPLEUSERID1234' } }
    await expect(trial.putPolicy(policyOf(stale))).rejects.toThrow(/principal/i)
  })
}

function strongerEncryption(tryOut: TryOut) {
  tryOut('is never lowered, and no log line shows an attempt', async (trial) => {
    await trial.deliver()
    const strong = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms:dsse' } }
    await trial.putRule(strong)
    const { operations } = await trial.deliver({}, 'put-bucket-encryption.json')
    expect(operations).not.toContain('PutBucketEncryption')
    expect(await trial.encryption()).toMatchObject(strong)
  })

  tryOut('a customer managed key is kept when the algorithm is raised', async (trial) => {
    const customersKey =
      'arn:aws:kms:us-east-1:123456789012:key/0000aaaa-12ab-34cd-56ef-1234567890ab'
    const rule = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: customersKey }
    await trial.putRule({ ApplyServerSideEncryptionByDefault: rule })
    await trial.deliver({ DEFAULT_ENCRYPTION: 'dsse-kms' }, 'put-bucket-encryption.json')
    expect((await trial.encryption())?.ApplyServerSideEncryptionByDefault).toEqual({
      ...rule,
      SSEAlgorithm: 'aws:kms:dsse',
    })
  })

  tryOut('a customer managed key that is not allowed is replaced', async (trial) => {
    const customersKey =
      'arn:aws:kms:us-east-1:210987654321:key/0000aaaa-12ab-34cd-56ef-1234567890ab'
    const rule = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: customersKey }
    await trial.putRule({ ApplyServerSideEncryptionByDefault: rule })
    const KMS_KEYS_ALLOWED = 'arn:aws:kms:us-east-1:123456789012:key/*'
    await trial.deliver({ KMS_KEY_ARN: KEY_ARN, KMS_KEYS_ALLOWED })
    expect((await trial.encryption())?.ApplyServerSideEncryptionByDefault).toEqual({
      ...rule,
      KMSMasterKeyID: KEY_ARN,
    })
  })
}

function quiet(tryOut: TryOut) {
  const isQuiet = (name: string, file: string, reason: string) =>
    tryOut(name, async ({ deliver }) => {
      const settings = { ROLE_NAME: 'cooper-dev-us-east-1' }
      const { result, operations, log } = await deliver(settings, file)
      expect(result).toEqual({ outcome: 'ignored', reason })
      expect(operations).toEqual([])
      expect(log.filter((line) => line.includes(JSON.stringify(reason)))).toHaveLength(1)
    })
  const FAILED = 'The call failed, so it changed nothing'
  isQuiet('a call that failed', 'put-bucket-policy-denied.json', FAILED)
  isQuiet("Cooper's own write", 'put-bucket-policy-by-cooper.json', "Cooper's own write")
  isQuiet('a directory bucket', 'create-directory-bucket.json', 'Not a call reported by CloudTrail')

  tryOut('a deleted bucket', async ({ aws, bucket }) => {
    const event = sample('create-bucket.json', ({ detail }) => {
      detail.requestParameters.bucketName = `${bucket}-gone`
    })
    await aws.messages()
    const { result } = await invoke(event, aws.environment)
    expect(result?.outcome).toBe('gone')
    expect(await aws.messages()).toEqual([])
  })
}

function strangeEvents(tryOut: TryOut) {
  tryOut('a malformed event is an error that names the field', async ({ aws }) => {
    const event = sample('create-bucket-nameless.json')
    const { error } = await invoke(event, aws.environment)
    expect(error).toContain('detail.requestParameters.bucketName')
  })

  tryOut('a bucket of another account', async ({ aws, bucket, statements }) => {
    const event = sample('create-bucket.json', ({ detail }) => {
      detail.requestParameters.bucketName = bucket
      detail.recipientAccountId = '210987654321'
    })
    const { result } = await invoke(event, aws.environment)
    expect(result?.outcome).toBe('ignored')
    await expect(statements()).rejects.toThrow(/policy/)
  })
}

function leftAlone(tryOut: TryOut) {
  tryOut('a static website, and the notification says why', async (trial) => {
    const { aws, bucket, deliver, putRule } = trial
    await putRule(SSE_S3)
    const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } }
    await aws.s3.send(new PutBucketWebsiteCommand({ Bucket: bucket, WebsiteConfiguration }))
    const { result, operations, messages } = await deliver({ MINIMUM_TLS_VERSION: '1.2' })
    expect(result).toEqual({ outcome: 'exempt' })
    expect(operations).toEqual([...TWO_READS, 'GetBucketTagging', 'GetBucketWebsite', 'Publish'])
    expect(messages).toMatchObject([
      {
        remaining: [
          { control: 'tls-only', exemption: { by: 'website' } },
          { control: 'minimum-tls', exemption: { by: 'website' } },
        ],
      },
    ])
  })

  tryOut('the encryption of a log target, by its ACL', async (trial) => {
    const { aws, bucket, deliver, sids, encryption } = trial
    await aws.s3.send(new PutBucketAclCommand({ Bucket: bucket, ACL: LOG_DELIVERY_WRITE }))
    const { result } = await deliver({ ...KMS, UPLOAD_ENCRYPTION: 'explicit' })
    expect(result?.outcome).toBe('remediated')
    expect(await sids()).toEqual(['CooperTlsOnly', 'CooperUploadAlgorithm'])
    expect((await encryption())?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256')
  })

  tryOut('a bucket whose name is exempt, without a notification', async ({ deliver }) => {
    const { result, operations } = await deliver({ EXEMPT_BUCKETS: 'legacy-*,cooper-test-*' })
    expect(result?.outcome).toBe('exempt')
    expect(operations).toEqual(TWO_READS)
  })

  tryOut('a bucket with an exemption tag, without a notification', async ({ tag, deliver }) => {
    await tag('all until=2999-12-31 the archive')
    const { result, operations } = await deliver()
    expect(result?.outcome).toBe('exempt')
    expect(operations).toEqual([...TWO_READS, 'GetBucketTagging', 'GetBucketWebsite'])
  })
}
