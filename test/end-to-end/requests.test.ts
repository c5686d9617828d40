import { expect, test } from 'vitest'
import { isoSeconds } from '../../src/local-aws/events/bus-event.ts'
import type { LocalAws } from '../../src/local-aws/options.ts'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { taggingOf } from '../../src/local-aws/s3/configurations/tagging.ts'
import { created } from '../bench/one-event.ts'
import { OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { STACK_TAGS } from '../support/stacks.ts'
import { ARN, BUCKET, deploy, HELD, JOURNAL } from './deployed.ts'

/** The function's requests to AWS since the last call, by operation, including those to its journal and its topic. */
async function deployed(params: Readonly<Record<string, string>> = {}) {
  const requests: string[] = []
  const account = await deploy({ ...HELD, params, heard: (operation) => requests.push(operation) })
  const { aws, brought } = account
  /** Delivers the event of the creation, so many minutes later. */
  const deliverCreation = async (minutes: number) => {
    const eventTime = isoSeconds(new Date(Date.now() - minutes * 60_000))
    const [event] = brought()
    aws.deliver({ ...event, detail: { ...event?.detail, eventTime } })
    await aws.settled()
  }
  return { ...account, deliverCreation, requests: () => requests.splice(0).toSorted() }
}

type Deployed = Awaited<ReturnType<typeof deployed>>

const READS = ['GetBucketEncryption', 'GetBucketPolicy']
const CONTEXT = ['GetBucketTagging', 'GetBucketWebsite']
/** The changes of the bucket, and its holds with the notes on what it waits for. */
const HISTORY = ['ListObjectsV2', 'ListObjectsV2']

const nothing = () => undefined

/** The bucket is of a stack whose deployment is over. */
function ofStack(aws: LocalAws) {
  const bucket = aws.bucket(BUCKET)
  if (bucket) bucket.tags = taggingOf(STACK_TAGS)
}

const REMEDIATED = [
  ...[...READS, ...CONTEXT, ...HISTORY],
  // The intent and its mark in the outbox, at once.
  ...['PutObject', 'PutObject'],
  ...['GetBucketPolicy', 'PutBucketPolicy'],
  ...READS,
  ...['PutObject', 'Publish'],
  // People were notified: the mark is removed at once.
  ...['PutObject', 'DeleteObjects'],
]

interface Way {
  readonly params?: Readonly<Record<string, string>>
  /** What happens between the creation of the bucket and the event. */
  readonly before: (account: Deployed) => unknown
  /** How late the event arrives. */
  readonly minutes?: number
  /** All requests of the event. None is made twice, except those after an intent was written. */
  readonly requests: readonly string[]
}

const WAYS: Readonly<Record<string, Way>> = {
  compliant: { before: ({ arrive }) => arrive(), requests: READS },
  'exempt by its name': {
    params: { exemptBuckets: BUCKET },
    before: nothing,
    requests: READS,
  },
  'exempt by its tag': {
    before: ({ tag }) => tag('all'),
    requests: [...READS, ...CONTEXT, ...HISTORY],
  },
  'reported only': {
    params: { mode: 'report' },
    before: nothing,
    requests: [
      ...[...READS, ...CONTEXT, ...HISTORY],
      // The record with its mark, the message, and that people were notified of it.
      ...['PutObject', 'PutObject', 'Publish', 'PutObject', 'DeleteObjects'],
    ],
  },
  gone: {
    before: ({ s3 }) => s3.deleteBucket({ Bucket: BUCKET }),
    minutes: 60,
    // An event that may be a repeated one makes Cooper look for its entry in the journal.
    requests: [...READS, 'GetObject'],
  },
  'compliant, for an event that may be a repeated one': {
    before: ({ arrive }) => arrive(),
    minutes: 60,
    requests: [...READS, 'GetObject'],
  },
  'reported already': {
    params: { mode: 'report' },
    before: ({ arrive }) => arrive(),
    // The history is the record of which people were notified.
    requests: [...READS, ...CONTEXT, ...HISTORY, 'GetObject'],
  },
  'reported, and has a policy': {
    params: { mode: 'report' },
    before: ({ putPolicy }) => putPolicy(policyOf({ ...OWNERS_STATEMENT, Resource: `${ARN}/*` })),
    // A policy stands, so no stack is disturbed, and nothing needs to be known of one.
    requests: [
      ...[...READS, ...CONTEXT, ...HISTORY],
      ...['PutObject', 'PutObject', 'Publish', 'PutObject', 'DeleteObjects'],
    ],
  },
  'of a finished stack, remediated and reported': {
    before: ({ aws }) => ofStack(aws),
    requests: REMEDIATED,
  },
  'compliant, and of a finished stack': {
    before: async ({ aws, arrive }) => {
      ofStack(aws)
      await arrive()
    },
    requests: READS,
  },
  'remediated and reported': {
    before: nothing,
    requests: REMEDIATED,
  },
}

test.each(Object.entries(WAYS))(
  'an event of a bucket that is %s makes these requests, and no other',
  async (_name, { params, before, minutes = 0, requests: expected }) => {
    const account = await deployed(params)
    await account.createBucket()
    await before(account)
    account.requests()
    await account.deliverCreation(minutes)
    expect(account.requests()).toEqual(expected.toSorted())
  },
)

test('an event about the journal itself makes no request', async () => {
  const { aws, requests } = await deployed()
  aws.deliver(created(JOURNAL, { account: aws.account, region: aws.region }))
  await aws.settled()
  expect(requests()).toEqual([])
})

test('an event of a bucket in another region does not send later requests to that region', async () => {
  const { aws, createBucket, arrive, requests } = await deployed()
  await createBucket()
  await arrive()
  const name = 'far-away-bucket'
  const facts = { account: aws.account, region: 'eu-west-1', partition: 'aws' }
  aws.addBucket(newBucket({ name, createdAt: new Date(), ...facts }))
  aws.deliver(created(name, { account: aws.account, region: aws.region }, 'eu-west-1'))
  await aws.settled()
  expect(requests()).toContain('Publish')
  await arrive()
  expect(requests()).toEqual(READS)
})
