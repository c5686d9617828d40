import { describe, expect, test } from 'vitest'
import { isCheckRequest, parseCheckRequest } from '../../../src/aws/events/check-request.ts'
import { parseSweepTask } from '../../../src/aws/events/sweep-task.ts'
import { reasonToIgnoreEvent } from '../../../src/core/relevance.ts'
import { type SampleEvent, sample } from '../../support/events.ts'

const REQUEST = 'bucket-check-requested.json'
const CONTINUED = 'bucket-sweep-continued.json'

type Spoilt = readonly [string, (event: SampleEvent) => void, string]

describe('a request to look at a bucket', () => {
  test('is an event about that bucket, which nobody caused', () => {
    expect(parseCheckRequest(sample(REQUEST))).toEqual({
      id: 'sweep-20261120T031500Z-17793124-cooper-example-bucket',
      name: 'BucketCheckRequested',
      time: '2026-11-20T03:15:00Z',
      bucket: {
        ...{ name: 'cooper-example-bucket', account: '123456789012' },
        ...{ region: 'us-east-1', partition: 'aws' },
      },
      actor: {
        ...{ arn: undefined, kind: 'Cooper', invokedBy: undefined },
        ...{ sourceAddress: undefined, userAgent: undefined },
      },
      role: undefined,
      bucketAccount: undefined,
      sweep: { id: '20261120T031500Z-17793124', cooper: 'cooper-dev-us-east-1' },
    })
  })

  test('is the same event in every delivery, also of an entry that was put twice', () => {
    const again = sample(REQUEST, (event) => {
      event.id = 'another'
      event.time = '2026-11-20T03:16:00Z'
    })
    expect(parseCheckRequest(again)).toEqual(parseCheckRequest(sample(REQUEST)))
  })

  test.each<Spoilt>([
    ['of no sweep', ({ detail }) => (detail.sweep = '../x'), 'detail.sweep'],
    ['at no time', ({ detail }) => (detail.time = 'now'), 'detail.time'],
    ['of no bucket', ({ detail }) => delete detail.bucket, 'detail.bucket'],
    ['of a path', ({ detail }) => (detail.bucket = 'a/../b'), 'detail.bucket'],
    ['of no account', ({ detail }) => delete detail.account, 'detail.account'],
    ['of a foreign account', ({ detail }) => (detail.account = '210987654321'), 'detail.account'],
    ['of no region', ({ detail }) => (detail.region = 'US EAST'), 'detail.region'],
    ['of nobody', ({ detail }) => delete detail.cooper, 'detail.cooper'],
    ['on the bus of nobody', (event) => delete event.account, 'account'],
  ])('%s is malformed, and the field is named', (_, spoil, path) => {
    expect(() => parseCheckRequest(sample(REQUEST, spoil))).toThrow(
      expect.objectContaining({ code: 'MalformedEvent', path }),
    )
  })

  test.each([
    [REQUEST, true],
    [CONTINUED, false],
    ['create-bucket.json', false],
    ['object-created.json', false],
  ])('%s: %s', (file, expected) => {
    expect(isCheckRequest(sample(file))).toBe(expected)
  })

  test.each([
    ['its own', REQUEST, 'cooper-dev-us-east-1', undefined],
    ['where it does not know its name', REQUEST, undefined, undefined],
    [
      "another one's",
      'bucket-check-requested-by-other-cooper.json',
      'cooper-dev-us-east-1',
      'The sweep of another Cooper',
    ],
  ])('a Cooper heeds %s', (_, file, roleName, reason) => {
    const own = { roleName, journalBucket: 'cooper-dev-journal' }
    expect(reasonToIgnoreEvent(parseCheckRequest(sample(file)), own)).toBe(reason)
  })

  test("Cooper's own journal is no bucket to mend in a sweep either", () => {
    const own = { roleName: undefined, journalBucket: 'cooper-example-bucket' }
    expect(reasonToIgnoreEvent(parseCheckRequest(sample(REQUEST)), own)).toBe(
      "Cooper's own journal",
    )
  })
})

describe('what the sweep function is to do', () => {
  test('begin a sweep, when its time has come', () => {
    expect(parseSweepTask(sample('sweep-scheduled.json'))).toMatchObject({
      type: 'sweep',
      sweep: { id: '20261120T031500Z-17793124', generation: 1, token: undefined },
    })
  })

  test('go on with one', () => {
    expect(parseSweepTask(sample(CONTINUED))).toEqual({
      type: 'sweep',
      cooper: 'cooper-dev-us-east-1',
      sweep: {
        ...{ id: '20261120T031500Z-17793124', time: '2026-11-20T03:15:00Z', generation: 2 },
        ...{ token: 'Y29vcGVyLWV4YW1wbGU', restarts: 0, pages: 84, buckets: 16_800 },
      },
    })
  })

  test('see whether there is something to tell', () => {
    expect(parseSweepTask(sample('sweep-digest-due.json'))).toEqual({ type: 'digest' })
  })

  test.each<Spoilt>([
    ['nothing that it knows', (event) => (event['detail-type'] = 'Sweep'), 'detail-type'],
    ['no kind at all', (event) => delete event['detail-type'], 'detail-type'],
    ['no sweep', ({ detail }) => (detail.sweep = 'x'), 'detail.sweep'],
    ['the first run again', ({ detail }) => (detail.generation = 1), 'detail.generation'],
    ['one run too many', ({ detail }) => (detail.generation = 201), 'detail.generation'],
    ['a run that is none', ({ detail }) => (detail.generation = 2.5), 'detail.generation'],
    ['restarts below none', ({ detail }) => (detail.restarts = -9), 'detail.restarts'],
    ['a token without end', ({ detail }) => (detail.token = 'x'.repeat(1025)), 'detail.token'],
  ])('%s is malformed, and the field is named', (_, spoil, path) => {
    expect(() => parseSweepTask(sample(CONTINUED, spoil))).toThrow(
      expect.objectContaining({ code: 'MalformedEvent', path }),
    )
  })
})
