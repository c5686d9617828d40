import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { tlsOnlyStatement } from '../../src/core/policy/own-statement.ts'
import { parsePolicyText } from '../../src/core/policy/parse.ts'
import type { RemediationRecord } from '../../src/core/record.ts'
import { KEY_ARN, OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { sample } from '../support/events.ts'
import { type Backend, invoke } from './backend.ts'

const REPORTING = { MODE: 'report' }
const KMS = { DEFAULT_ENCRYPTION: 'sse-kms', KMS_KEY_ARN: KEY_ARN }

/** The main job, through the built bundle and over HTTP, against any AWS. */
export function endToEnd(start: () => Promise<Backend>) {
  let aws: Backend
  let bucket: string
  let number = 0

  beforeAll(async () => {
    aws = await start()
  })
  afterAll(() => aws.close())

  const tryOut = (name: string, run: () => Promise<void>) =>
    test(name, async (context) => {
      const reason = aws.cannot[name]
      if (reason) context.skip(reason)
      bucket = `cooper-test-${++number}`
      await aws.s3.send(new CreateBucketCommand({ Bucket: bucket }))
      await run()
    })

  /** Delivers a sample event about the bucket of this test. */
  async function deliver(name = 'create-bucket.json', settings: Record<string, string> = {}) {
    await Promise.all([aws.operations(), aws.messages()])
    const event = sample(name, ({ detail }) => {
      detail.requestParameters.bucketName = bucket
    })
    const invocation = await invoke(event, { ...aws.environment, ...settings })
    const messages: RemediationRecord[] = (await aws.messages()).map((text) => JSON.parse(text))
    return { ...invocation, messages, operations: await aws.operations() }
  }

  const putPolicy = (policy: JsonObject) =>
    aws.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(policy) }))

  const putRule = (rule: object) =>
    aws.s3.send(
      new PutBucketEncryptionCommand({
        Bucket: bucket,
        ServerSideEncryptionConfiguration: { Rules: [rule] },
      }),
    )

  async function statements(): Promise<readonly unknown[]> {
    const { Policy = '' } = await aws.s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))
    return parsePolicyText(Policy).statements.map(({ raw }) => raw)
  }

  async function encryption() {
    const answer = await aws.s3.send(new GetBucketEncryptionCommand({ Bucket: bucket }))
    return answer.ServerSideEncryptionConfiguration?.Rules?.[0]
  }

  const own = () => tlsOnlyStatement({ name: bucket, partition: 'aws' })
  const owners = () => ({ ...OWNERS_STATEMENT, Resource: `arn:aws:s3:::${bucket}/*` })

  describe('a new bucket', () => {
    tryOut('is mended, verified and told once', async () => {
      const { result, messages } = await deliver()
      expect(result).toEqual({ outcome: 'remediated' })
      expect(await statements()).toEqual([own()])
      expect((await encryption())?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256')
      expect(messages).toMatchObject([
        { outcome: 'remediated', bucket, before: { policy: null }, remaining: [] },
      ])
    })

    tryOut('plain HTTP is refused, HTTPS is not', async () => {
      const object = { Bucket: bucket, Key: 'greeting.txt' }
      await aws.plainS3.send(new PutObjectCommand({ ...object, Body: 'Hello' }))
      await deliver()
      await aws.s3.send(new GetObjectCommand(object))
      const overHttp = aws.plainS3.send(new GetObjectCommand(object))
      await expect(overHttp).rejects.toMatchObject({ name: 'AccessDenied' })
    })

    tryOut('the same event again makes two reads, no write and no message', async () => {
      await deliver()
      const { result, operations, messages } = await deliver()
      expect(result?.outcome).toBe('compliant')
      expect(operations.toSorted()).toEqual(['GetBucketEncryption', 'GetBucketPolicy'])
      expect(messages).toEqual([])
    })

    tryOut('MODE=report tells and writes nothing', async () => {
      const { operations, messages } = await deliver('create-bucket.json', REPORTING)
      expect(operations.toSorted()).toEqual(['GetBucketEncryption', 'GetBucketPolicy', 'Publish'])
      expect(messages).toMatchObject([{ outcome: 'reported' }])
      await expect(statements()).rejects.toThrow(/policy/)
    })

    tryOut('gets the KMS key that it is asked for, with a bucket key', async () => {
      await deliver('create-bucket.json', KMS)
      expect(await encryption()).toMatchObject({
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN },
        BucketKeyEnabled: true,
      })
    })
  })

  describe("an owner's policy", () => {
    tryOut('keeps its statements, order and Id', async () => {
      await putPolicy({ ...policyOf(owners()), Id: 'owner' })
      const { messages } = await deliver('put-bucket-policy-terraform.json')
      expect(await statements()).toEqual([owners(), own()])
      expect(messages).toMatchObject([
        { before: { policy: { Id: 'owner' } }, after: { policy: { Id: 'owner' } } },
      ])
    })

    tryOut('a damaged statement of ours is replaced in place', async () => {
      await putPolicy(policyOf({ ...own(), Resource: `arn:aws:s3:::${bucket}/*` }, owners()))
      await deliver('put-bucket-policy-console.json')
      expect(await statements()).toEqual([own(), owners()])
    })

    tryOut('is mended again after it was deleted', async () => {
      await deliver()
      await aws.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }))
      await deliver('delete-bucket-policy.json')
      expect(await statements()).toEqual([own()])
    })

    tryOut('a policy that names a deleted user', async () => {
      const refused = putPolicy(
        policyOf({ ...owners(), Principal: { AWS: 'AIDAEXAMPLEUSERID1234' } }),
      )
      await expect(refused).rejects.toThrow(/principal/i)
    })
  })

  describe('stronger encryption', () => {
    tryOut('is never lowered, and no write says it was tried', async () => {
      await deliver()
      const strong = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms:dsse' } }
      await putRule(strong)
      const { operations } = await deliver('put-bucket-encryption.json')
      expect(operations).not.toContain('PutBucketEncryption')
      expect(await encryption()).toMatchObject(strong)
    })

    tryOut("a customer's key is kept when the algorithm is raised", async () => {
      const theirs = 'arn:aws:kms:us-east-1:123456789012:key/0000aaaa-12ab-34cd-56ef-1234567890ab'
      const rule = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: theirs }
      await putRule({ ApplyServerSideEncryptionByDefault: rule })
      await deliver('put-bucket-encryption.json', { DEFAULT_ENCRYPTION: 'dsse-kms' })
      expect((await encryption())?.ApplyServerSideEncryptionByDefault).toEqual({
        ...rule,
        SSEAlgorithm: 'aws:kms:dsse',
      })
    })
  })

  describe('ends quietly, with one log line saying why', () => {
    const quiet = (name: string, file: string, reason: string) =>
      tryOut(name, async () => {
        const settings = { ROLE_NAME: 'cooper-dev-us-east-1' }
        const { result, operations, log } = await deliver(file, settings)
        expect(result).toEqual({ outcome: 'ignored', reason })
        expect(operations).toEqual([])
        expect(log.filter((line) => line.includes(JSON.stringify(reason)))).toHaveLength(1)
      })
    const FAILED = 'The call failed, so it changed nothing'
    quiet('a call that failed', 'put-bucket-policy-denied.json', FAILED)
    quiet("Cooper's own write", 'put-bucket-policy-by-cooper.json', "Cooper's own write")
    quiet('a directory bucket', 'create-directory-bucket.json', 'Not a call reported by CloudTrail')

    tryOut('a bucket that is gone by now', async () => {
      bucket = `${bucket}-gone`
      const { result, messages } = await deliver()
      expect(result?.outcome).toBe('gone')
      expect(messages).toEqual([])
    })
  })

  tryOut('a malformed event is an error that names the field', async () => {
    const event = sample('create-bucket-nameless.json')
    const { error } = await invoke(event, aws.environment)
    expect(error).toContain('detail.requestParameters.bucketName')
  })

  tryOut('a bucket of another account', async () => {
    const event = sample('create-bucket.json', ({ detail }) => {
      detail.requestParameters.bucketName = bucket
      detail.recipientAccountId = '210987654321'
    })
    const { result } = await invoke(event, aws.environment)
    expect(result?.outcome).toBe('unknown')
    await expect(statements()).rejects.toThrow(/policy/)
  })
}
