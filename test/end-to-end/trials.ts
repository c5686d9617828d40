import {
  type BucketCannedACL,
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, test } from 'vitest'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { parsePolicyText } from '../../src/core/policy/parsing/parse.ts'
import { sample } from '../support/events.ts'
import { type Backend, type Invocation, invoke } from './backend.ts'

// The SDK's own list of canned ACLs omits the legacy ones.
export const LOG_DELIVERY_WRITE = 'log-delivery-write' as BucketCannedACL

export type Variables = Readonly<Record<string, string>>

export interface Delivery extends Invocation {
  readonly messages: readonly RemediationRecord[]
  /** Sorted by name. */
  readonly operations: readonly string[]
}

/** A new bucket, with functions to change and to read it. */
export interface Trial {
  readonly aws: Backend
  readonly bucket: string
  readonly arn: string
  /** Delivers a sample event about the bucket to the built bundle, with these settings. */
  deliver(settings?: Variables, file?: string): Promise<Delivery>
  putPolicy(policy: JsonObject): Promise<unknown>
  putRule(rule: object): Promise<unknown>
  tag(value: string): Promise<unknown>
  statements(): Promise<readonly JsonObject[]>
  sids(): Promise<readonly unknown[]>
  encryption(): ReturnType<typeof readRule>
}

export type TryOut = (name: string, run: (trial: Trial) => Promise<void>) => void

/** A test with its own bucket. A test that an AWS endpoint cannot run is skipped, with the reason. */
export function createTrials(start: () => Promise<Backend>): TryOut {
  let aws: Backend
  let number = 0

  beforeAll(async () => {
    aws = await start()
  })
  afterAll(() => aws.close())

  return (name, run) =>
    test(name, async (context) => {
      const reason = aws.cannot[name]
      if (reason) context.skip(reason)
      const bucket = `cooper-test-${++number}`
      await aws.s3.send(new CreateBucketCommand({ Bucket: bucket }))
      await run(trialOf(aws, bucket))
    })
}

function trialOf(aws: Backend, bucket: string): Trial {
  const { s3 } = aws
  const Bucket = bucket
  const statements = async () => {
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }))
    return parsePolicyText(Policy).statements.map(({ raw }) => raw)
  }
  return {
    aws,
    bucket,
    arn: `arn:aws:s3:::${bucket}`,
    deliver: (settings = {}, file = 'create-bucket.json') => deliver(aws, bucket, settings, file),
    putPolicy: (policy) =>
      s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) })),
    putRule: (rule) =>
      s3.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: { Rules: [rule] },
        }),
      ),
    tag: (Value) => {
      const Tagging = { TagSet: [{ Key: 'cooper:exempt', Value }] }
      return s3.send(new PutBucketTaggingCommand({ Bucket, Tagging }))
    },
    statements,
    sids: async () => (await statements()).map(({ Sid }) => Sid),
    encryption: () => readRule(aws, bucket),
  }
}

async function readRule({ s3 }: Backend, Bucket: string) {
  const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket }))
  return answer.ServerSideEncryptionConfiguration?.Rules?.[0]
}

async function deliver(
  aws: Backend,
  bucket: string,
  settings: Variables,
  file: string,
): Promise<Delivery> {
  await Promise.all([aws.operations(), aws.messages()])
  const event = sample(file, ({ detail }) => {
    detail.requestParameters.bucketName = bucket
  })
  const invocation = await invoke(event, { ...aws.environment, ...settings })
  const messages = (await aws.messages()).map((text) => JSON.parse(text))
  return { ...invocation, messages, operations: (await aws.operations()).toSorted() }
}
