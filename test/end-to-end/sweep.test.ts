import { describe, expect, test } from 'vitest'
import type { BusEvent } from '../../src/local-aws/events/bus-event.ts'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { type SampleEvent, sample } from '../support/events.ts'
import { addCompliantBuckets } from './many-buckets.ts'
import { sweepable } from './swept.ts'
import { compliant, tag, untouched, VARIED } from './varied-buckets.ts'

const NAMES = Object.keys(VARIED)

const SETTINGS = { params: { sseC: 'block' } }

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

const inDays = (days: number) =>
  new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)

test('a sweep ends in the same state as the events of the changes', async () => {
  const [byEvents, bySweep] = await Promise.all([sweepable(SETTINGS), sweepable(SETTINGS)])
  await Promise.all([byEvents.create(VARIED), bySweep.create(VARIED)])
  const start = bySweep.states(NAMES)
  expect(byEvents.states(NAMES)).toEqual(start)
  for (const name of NAMES) await byEvents.change(name)
  await bySweep.sweep()
  expect(bySweep.states(NAMES)).toEqual(byEvents.states(NAMES))
  expect(bySweep.states(NAMES)).not.toEqual(start)
  expect(bySweep.aws.deadLetters()).toEqual([])
  const changed = (account: typeof bySweep) =>
    account
      .journal()
      // Of what was only reported, the digest tells in a sweep, and the journal keeps no record.
      .filter(({ intent }) => intent.steps.length > 0)
      .map(({ record }) => [record?.bucket, record?.outcome])
      .toSorted()
  expect(changed(bySweep)).toEqual(changed(byEvents))
})

describe('the results of a sweep are published', () => {
  test('in one message that leaves out the compliant buckets', async () => {
    const { aws, create, sweep, digest, digests, emails, keys, output } = await sweepable(SETTINGS)
    await create(VARIED)
    await sweep()
    expect(aws.messages()).toEqual([])
    await digest()
    expect(digests()).toMatchObject([
      {
        account: '123456789012',
        region: 'us-east-1',
        counts: { remediated: 6, failed: 0, unknown: 0, reported: 0, exempt: 1, ending: 0 },
        end: { buckets: NAMES.length + 1 },
      },
    ])
    expect(aws.messages()).toMatchObject([
      { subject: "Cooper's sweep of S3 buckets: 6 fixed, 0 not, in us-east-1" },
    ])
    const [email = ''] = emails()
    expect(email).toContain('FIXED (6)')
    expect(email).toMatch(/LEFT ALONE: A FIX WOULD BREAK SOMETHING \(1\)\none-that-is-a-website\n/)
    expect(email).toMatch(/one-with-owners-policy\n {2}- The statement "CooperTlsOnly" was added/)
    for (const name of ['one-compliant', 'one-that-is-exempt\n']) expect(email).not.toContain(name)
    expect(keys('sweeps/pending/')).toEqual([])
    expect(keys('sweeps/digests/')).toHaveLength(1)
    // The log contains the complete records, as for notifications of one bucket each.
    const logged = output().filter((line) =>
      line.includes('"message":"Storing the result for the digest"'),
    )
    expect(logged).toHaveLength(7)
    expect(logged.every((line) => line.includes('"before":'))).toBe(true)
  })

  test('never if it found nothing, as the second sweep does', async () => {
    const { aws, create, sweep, digest, keys } = await sweepable(SETTINGS)
    await create(VARIED)
    for (const _ of [1, 2, 3]) {
      await sweep()
      await digest()
    }
    expect(aws.messages()).toHaveLength(1)
    expect(keys('sweeps/pending/')).toEqual([])
  })

  test('again, if the digest was killed after it was sent', async () => {
    const { aws, create, sweep, digest, digests } = await sweepable()
    await create({ 'one-as-made': untouched })
    await sweep()
    aws.fault({ operation: 'Publish', crash: 'after' })
    await digest()
    expect(digests().map(({ id, counts }) => [id, counts])).toEqual(
      Array(2).fill([digests()[0]?.id, expect.objectContaining({ remediated: 1 })]),
    )
    await digest()
    expect(digests()).toHaveLength(2)
  })

  test('only after no more results arrived for a while', async () => {
    const { aws, create, sweep, digest } = await sweepable({ params: { digestAfter: '60' } })
    await create({ 'one-as-made': untouched })
    await sweep()
    await digest()
    expect(aws.messages()).toEqual([])
  })

  test('with the results of a later delivery of an event', async () => {
    const { aws, create, sweepSince, digest, digests, journal } = await sweepable()
    await create({ 'one-as-made': untouched })
    aws.fault({ operation: 'PutBucketPolicy', crash: 'after' })
    await sweepSince(minutesAgo(2))
    await digest()
    expect(digests()).toMatchObject([{ counts: { remediated: 1, failed: 0 } }])
    expect(journal()).toMatchObject([
      {
        notified: ['digest'],
        record: { outcome: 'remediated', event: { name: 'BucketCheckRequested' } },
      },
    ])
  })

  test('at once and bucket by bucket, if there is no journal', async () => {
    const { functions } = readStack('serverless.yml', { params: { sweepRate: '300' } })
    const { create, sweep, digest, records, emails } = await sweepable({
      stackBuckets: [],
      functions: functions.map((one) => ({
        ...one,
        environment: { ...one.environment, JOURNAL_BUCKET: '' },
      })),
    })
    await create({ 'one-as-made': untouched, 'one-compliant': compliant })
    await sweep()
    expect(records()).toMatchObject([{ outcome: 'remediated', bucket: 'one-as-made' }])
    expect(emails()[0]).toMatch(/Cause {4}Found by the sweep of all buckets that started at 20/)
    expect(emails()[0]).not.toMatch(/^(Caller|From|With)/m)
    await digest()
    expect(records()).toHaveLength(1)
  })

  test('at once, if the result cannot be stored for the digest', async () => {
    const { aws, create, sweep, digest, records } = await sweepable()
    await create({ 'one-as-made': untouched })
    const caller =
      'arn:aws:sts::123456789012:assumed-role/cooper-dev-us-east-1/cooper-dev-bucketChanged'
    // The fourth put to the journal: the entry is opened, marked in the outbox and closed before its result is stored.
    const error = { code: 'AccessDenied', status: 403 }
    aws.fault({ operation: 'PutObject', caller, nth: 4, error })
    await sweep()
    expect(records()).toMatchObject([{ outcome: 'remediated', bucket: 'one-as-made' }])
    await digest()
    expect(records()).toHaveLength(1)
  })
})

describe('an exemption that ends soon', () => {
  test('is reported once, two weeks before, and a later one is not', async () => {
    const { create, sweep, digest, digests, emails } = await sweepable()
    await create({
      'one-ending': tag(`all until=${inDays(13)} the archive`),
      'one-ending-later': tag(`all until=${inDays(16)}`),
      'one-for-ever': tag('all'),
    })
    for (const _ of [1, 2]) {
      await sweep()
      await digest()
    }
    expect(digests()).toMatchObject([{ counts: { ending: 1, exempt: 0 } }])
    expect(emails()[0]).toContain(`one-ending, until ${inDays(13)}`)
    expect(emails()[0]).not.toMatch(/later|for-ever/)
  })
})

describe('faults during a sweep', () => {
  test('entries that the event bus rejects are put again', async () => {
    const refused = new Map<unknown, number>()
    const account = await sweepable({
      throttles: ({ detail }) => {
        const times = (refused.get(detail.bucket) ?? 0) + 1
        refused.set(detail.bucket, times)
        return times <= String(detail.bucket).length % 3
      },
    })
    const { create, sweep, states, output } = account
    await create(VARIED)
    await sweep()
    expect(states(NAMES).every(({ policy, name }) => policy || name.includes('that-is'))).toBe(true)
    expect(output().join('\n')).toMatch(/"outcome":"swept".*"repeats":[1-9]/)
  })

  test('duplicate events cause no second change and no second message', async () => {
    const { aws, create, sweep, digest, digests, journal, s3 } = await sweepable({
      copies: () => 2,
    })
    await create(VARIED)
    await sweep()
    await digest()
    expect(digests()).toHaveLength(1)
    const { Policy = '' } = await s3.getBucketPolicy({ Bucket: 'one-as-made' })
    expect(Policy.match(/CooperTlsOnly/g)).toHaveLength(1)
    expect(journal().every(({ notified, unneeded }) => notified || unneeded)).toBe(true)
    expect(aws.deadLetters()).toEqual([])
  })

  test('an unreadable bucket is in the digest, and not among the fixed ones', async () => {
    const { aws, create, sweep, digest, digests, emails } = await sweepable()
    await create({ 'one-as-made': untouched, 'one-shut': compliant })
    aws.fault({
      operation: 'GetBucketEncryption',
      bucket: 'one-shut',
      times: 99,
      error: { code: 'AccessDenied', status: 403 },
    })
    await sweep()
    await digest()
    expect(digests()).toMatchObject([{ counts: { remediated: 1, unknown: 1 } }])
    expect(emails()[0]).toMatch(/NOT FULLY CHECKED \(1\)\none-shut\n/)
    expect(aws.messages()[0]?.attributes).toMatchObject({ outcome: { value: 'unknown' } })
  })

  test('a sweep that runs out of time goes on where it stopped, and every bucket is checked', async () => {
    const { functions } = readStack('serverless.yml', {
      params: { sweepRate: '300', digestAfter: '0' },
    })
    const { aws, create, sweep, digest, digests, states, output, keys } = await sweepable({
      // Below the time that a sweep needs for a second page, so each run reads one page.
      functions: functions.map((one) =>
        one.name.endsWith('-sweep') ? { ...one, timeoutMs: 30_000 } : one,
      ),
    })
    await create(VARIED)
    addCompliantBuckets(aws, 1100)
    await sweep()
    const log = output().join('\n')
    expect(log).toMatch(/"outcome":"continued","pages":1,"buckets":1000/)
    expect(log).toMatch(/"outcome":"swept","pages":2,"buckets":1111/)
    expect(keys('sweeps/runs/')).toHaveLength(2)
    expect(states(NAMES).every(({ policy, name }) => policy || name.includes('that-is'))).toBe(true)
    await digest()
    expect(digests()).toMatchObject([{ end: { buckets: 1111 } }])
  })
})

describe('a caller who may put events on the event bus', () => {
  const request = (change: (event: SampleEvent) => void) =>
    sample('bucket-check-requested.json', change) as BusEvent

  test.each([
    [
      'asks for a check of a bucket: it is remediated, as after any event',
      () => undefined,
      true,
      0,
    ],
    [
      'names a bucket of another account: nothing is changed',
      ({ detail }: SampleEvent) => (detail.account = '210987654321'),
      false,
      0,
    ],
    [
      'names another region: the bucket is remediated where it is',
      ({ detail }: SampleEvent) => (detail.region = 'eu-west-1'),
      true,
      0,
    ],
    [
      'names a bucket that does not exist: nothing is changed',
      ({ detail }: SampleEvent) => (detail.bucket = '../one-as-made'),
      false,
      1,
    ],
  ])('%s', async (_, change, isRemediated, letters) => {
    const { aws, create, states, keys, records } = await sweepable()
    await create({ 'one-as-made': untouched })
    const event = request((one) => {
      one.detail.bucket = 'one-as-made'
      change(one)
    })
    aws.putEvent(event)
    await aws.settled()
    expect(states(['one-as-made'])[0]?.policy !== undefined).toBe(isRemediated)
    expect(aws.deadLetters()).toHaveLength(letters)
    // Nobody began this sweep, so people are told at once, and nothing waits for its digest.
    expect(records()).toHaveLength(isRemediated ? 1 : 0)
    expect(keys('sweeps/')).toEqual([])
  })

  test('cannot begin a sweep by the continuation of one that was never begun', async () => {
    const { aws, create, states, keys } = await sweepable()
    await create({ 'one-as-made': untouched })
    aws.putEvent(sample('bucket-sweep-continued.json') as BusEvent)
    await aws.settled()
    expect(states(['one-as-made'])[0]?.policy).toBeUndefined()
    expect(keys('sweeps/')).toEqual([])
  })
})

describe('a digest in the deployed bundle', () => {
  test('says that there is no trail, though no bucket has news', async () => {
    const account = await sweepable({ trails: [] })
    await account.sweep()
    await account.digest()
    expect(account.digests()).toMatchObject([{ trail: { known: true, value: false } }])
    expect(account.emails()[0]).toContain('No trail of CloudTrail records')
  })
})
