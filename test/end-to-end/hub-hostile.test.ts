import { describe, expect, test } from 'vitest'
import type { Digest } from '../../src/core/digest/digest.ts'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { clientsOf } from '../local-aws/support.ts'
import { type SampleEvent, sample } from '../support/events.ts'
import { HUB, HUB_BUS, MEMBERS, organization, STRANGER } from '../support/organization.ts'

const [SHOP, MEDIA] = MEMBERS

const BOT = 'cooper-dev-bucketChanged'

/** An organization in which each account has a bucket that the hub has not looked at. */
async function withBuckets() {
  const all = await organization()
  const { aws } = all
  for (const account of [...MEMBERS, HUB, STRANGER]) {
    const place = { account, region: 'us-east-1', partition: 'aws' }
    aws.addBucket(newBucket({ ...place, name: `bucket-of-${account}`, createdAt: new Date() }))
  }
  const operations = () => all.requests().map(({ operation }) => operation)
  return {
    ...all,
    assumed: () => operations().filter((operation) => operation === 'AssumeRole').length,
    writes: () => operations().filter((operation) => operation.startsWith('PutBucket')),
    /** Runs the function of the hub with an event, as if a rule had let it through. */
    async deliver(event: unknown) {
      aws.deliver(event, BOT)
      await aws.settled()
    },
    /** Puts an event on the bus of the hub. Returns why it was not accepted. */
    async put(account: string, event: SampleEvent, Source = event.source) {
      const { events } = clientsOf(aws, { protocol: 'https', accessKeyId: account })
      const entry = {
        ...{ Source, DetailType: String(event['detail-type']), EventBusName: HUB_BUS },
        Detail: JSON.stringify(event.detail),
      }
      const { Entries = [] } = await events.putEvents({ Entries: [entry] })
      await aws.settled()
      return Entries[0]?.ErrorCode
    },
  }
}

/** The request of a sweep, as an event of the account. */
const requestBy = (account: string, of: string) =>
  sample('bucket-check-requested.json', (event) => {
    event.account = account
    Object.assign(event.detail, { account: of, bucket: `bucket-of-${of}` })
  })

/** The event of a call, as EventBridge reports it in the account. */
const callIn = (account: string, bucketName: string, owner = account) =>
  sample('create-bucket.json', (event) => {
    event.account = account
    Object.assign(event.detail, { recipientAccountId: owner })
    event.detail.requestParameters.bucketName = bucketName
    delete event.detail.resources
  })

describe('what a member sends to the hub', () => {
  test('is ignored if it claims to be a request of the sweep', async () => {
    const { put, assumed, writes, aws } = await withBuckets()
    for (const of of [SHOP, MEDIA, HUB]) expect(await put(SHOP, requestBy(HUB, of))).toBeUndefined()
    expect([assumed(), writes(), aws.messages(), aws.deadLetters()]).toEqual([0, [], [], []])
  })

  test('is refused by EventBridge if it claims to be of S3', async () => {
    const { put, assumed } = await withBuckets()
    const refusal = await put(SHOP, callIn(MEDIA, `bucket-of-${MEDIA}`), 'aws.s3')
    expect([refusal, assumed()]).toEqual(['NotAuthorizedForSourceException', 0])
  })

  test('is refused by the bus if it is of no member', async () => {
    const { put, assumed } = await withBuckets()
    const refusal = await put(STRANGER, requestBy(HUB, SHOP)).catch(({ name }) => name)
    expect([refusal, assumed()]).toEqual([expect.stringMatching(/Denied/), 0])
  })

  test('does not silence the hub, however much it is', async () => {
    const { put, s3Of, aws, statements } = await withBuckets()
    for (let index = 0; index < 50; index += 1) await put(SHOP, requestBy(HUB, MEDIA))
    await s3Of(MEDIA).createBucket({ Bucket: 'new-in-media' })
    await aws.settled()
    expect(statements('new-in-media')).toHaveLength(1)
    expect(aws.messages()).toHaveLength(1)
  })
})

describe('an event that a rule let through', () => {
  test.each([
    ['a request of a sweep, sent by a member', requestBy(SHOP, MEDIA)],
    ['a request of a sweep, sent by a member for itself', requestBy(SHOP, SHOP)],
    [
      'a call in one member on the bucket of another one',
      callIn(SHOP, `bucket-of-${MEDIA}`, MEDIA),
    ],
    ['a call in an account of nobody we know', callIn(STRANGER, `bucket-of-${STRANGER}`)],
  ])('changes nothing and notifies nobody: %s', async (_, event) => {
    const { deliver, writes, aws } = await withBuckets()
    await deliver(event)
    expect([writes(), aws.messages(), aws.deadLetters()]).toEqual([[], [], []])
  })

  test('never makes the hub write to the bucket of another account than that of the event', async () => {
    const { deliver, writes } = await withBuckets()
    await deliver(callIn(SHOP, `bucket-of-${MEDIA}`))
    await deliver(callIn(HUB, `bucket-of-${SHOP}`))
    expect(writes()).toEqual([])
  })

  test.each([
    ['no account', (event: SampleEvent) => delete (event as { account?: unknown }).account],
    ['an account that is none', (event: SampleEvent) => Object.assign(event, { account: '*' })],
  ])('is malformed with %s, and becomes a dead letter', async (_, spoil) => {
    const { deliver, assumed, aws } = await withBuckets()
    const event = callIn(SHOP, `bucket-of-${SHOP}`)
    spoil(event)
    await deliver(event)
    expect([assumed(), aws.deadLetters().length]).toEqual([0, 1])
  })
})

test('a member whose role denies everything is in the digest, and in no message of its own', async () => {
  const { aws, s3Of, sweep, digest, records } = await withBuckets()
  const arn = `arn:aws:iam::${SHOP}:role/cooper-member`
  const role = aws.roles.get(arn)
  if (!role) throw new Error('The member should have a role')
  aws.roles.set(arn, { ...role, policy: { ...role.policy, statements: [] } as never })
  await sweep()
  await digest()
  const [found] = records() as unknown as readonly Digest[]
  expect(found?.accounts?.find(({ account }) => account === SHOP)).toMatchObject({
    problem: expect.stringContaining('Cannot list the buckets'),
  })
  await s3Of(MEDIA).createBucket({ Bucket: 'new-in-media' })
  await aws.settled()
  expect(aws.bucket('new-in-media')?.policy).toBeDefined()
})
