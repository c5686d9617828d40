import type { ServerSideEncryptionRule } from '@aws-sdk/client-s3'
import { onTestFinished } from 'vitest'
import type { JournalEntry } from '../../src/core/journal/entry.ts'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { parsePolicyText } from '../../src/core/policy/parsing/parse.ts'
import type { BusEvent } from '../../src/local-aws/events/bus-event.ts'
import type { LogEntry, RequestEntry } from '../../src/local-aws/log.ts'
import type { LocalAws, LocalAwsOptions } from '../../src/local-aws/options.ts'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, outcomeOf } from '../local-aws/support.ts'
import { noteCall } from '../support/calls.ts'

export const BUCKET = 'cooper-example-bucket'
export const ARN = `arn:aws:s3:::${BUCKET}`

/** Holds events until the test delivers them, so that the test can check the bucket before. */
export const HELD: LocalAwsOptions = { copies: () => 0 }

interface Deployment extends LocalAwsOptions {
  /** As `--param name=value`. */
  readonly params?: Readonly<Record<string, string>>
  /** Called for each request of Cooper, including those to its journal and its topic. */
  readonly heard?: (operation: string) => void
}

export const JOURNAL = 'cooper-dev-journal-123456789012-us-east-1-an'

const isCooper = (entry: LogEntry): entry is RequestEntry =>
  entry.type === 'request' && entry.caller.includes('/cooper-dev-us-east-1/')

/** An account in which the built bundle is deployed as serverless.yml says, with its rules, role and queue. */
export async function deploy({ params = {}, heard, ...options }: Deployment = {}) {
  const requests: RequestEntry[] = []
  const events: BusEvent[] = []
  const output: string[] = []
  let invocations = 0
  const aws = await startLocalAws({
    ...readStack('serverless.yml', { params }),
    retryDelaysMs: [10, 10],
    log: (entry) => {
      if (entry.type === 'request') requests.push(entry)
      if (entry.type === 'request') noteCall(entry)
      if (isCooper(entry)) heard?.(entry.operation)
      if (entry.type === 'event' && entry.functions.length > 0) events.push(entry.event)
      if (entry.type === 'output') output.push(entry.line)
      if (entry.type === 'invocation') invocations += 1
    },
    ...options,
  })
  onTestFinished(() => aws.close())
  const cooper = () => requests.filter(isCooper)
  const operations = () =>
    cooper()
      .filter(({ bucket }) => bucket !== JOURNAL)
      .map(({ operation }) => operation)
  return {
    aws,
    ...bucketIn(aws),
    ...messagesOf(aws),
    /** Cooper's calls, except those to its journal. */
    operations,
    /** The current entries of the journal. */
    journal: (): readonly JournalEntry[] =>
      [...(aws.bucket(JOURNAL)?.objects ?? [])].flatMap(([key, { body }]) =>
        /^(changes|holds)\//.test(key) ? [JSON.parse(body.toString())] : [],
      ),
    refused: () => cooper().flatMap(({ errorCode }) => errorCode ?? []),
    output: () => output,
    invocations: () => invocations,
    /** The events that match a rule of Cooper, delivered or held. */
    brought: () => events,
    /** The names of the events that match a rule of Cooper, delivered or held. */
    events: () => events.map(({ detail }) => detail.eventName),
    /** Delivers the newest of these, and returns the calls that Cooper then made. */
    async arrive(): Promise<readonly string[]> {
      const before = operations().length
      aws.deliver(events.at(-1))
      await aws.settled()
      return operations().slice(before).toSorted()
    },
  }
}

function bucketIn(aws: LocalAws) {
  const { s3 } = clientsOf(aws, { protocol: 'https' })
  const policy = async () => (await s3.getBucketPolicy({ Bucket: BUCKET })).Policy ?? ''
  return {
    /** A developer of the account, over HTTPS. */
    s3,
    createBucket: () => s3.createBucket({ Bucket: BUCKET }),
    policy,
    statements: async (): Promise<readonly JsonObject[]> =>
      parsePolicyText(await policy()).statements.map(({ raw }) => raw),
    putPolicy: (document: object) =>
      s3.putBucketPolicy({ Bucket: BUCKET, Policy: JSON.stringify(document) }),
    encryption: async () =>
      (await s3.getBucketEncryption({ Bucket: BUCKET })).ServerSideEncryptionConfiguration
        ?.Rules?.[0],
    /** Properties that are missing in a rule fall back to their defaults: SSE-C is no longer blocked. */
    putRule: (rule: ServerSideEncryptionRule) =>
      s3.putBucketEncryption({
        Bucket: BUCKET,
        ServerSideEncryptionConfiguration: { Rules: [rule] },
      }),
    tag: (Value: string) =>
      s3.putBucketTagging({
        Bucket: BUCKET,
        Tagging: { TagSet: [{ Key: 'cooper:exempt', Value }] },
      }),
    /** Whether the developer can access the bucket over plain HTTP. */
    overHttp: () => outcomeOf(clientsOf(aws).s3.listObjectsV2({ Bucket: BUCKET })),
    /** The status of an anonymous GET over plain HTTP. */
    visit: async (key: string) => (await fetch(`${aws.httpUrl}/${BUCKET}/${key}`)).status,
  }
}

function messagesOf(aws: LocalAws) {
  const texts = () => aws.messages().map(({ message }) => JSON.parse(message))
  return {
    records: (): readonly RemediationRecord[] => texts().map((text) => JSON.parse(text.default)),
    emails: (): readonly string[] => texts().map(({ email }) => email),
  }
}
