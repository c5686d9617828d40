import { describe, expect, test } from 'vitest'
import { isCheckRequest, parseCheckRequest } from '../../../src/aws/events/check-request.ts'
import { parseSweepTask } from '../../../src/aws/events/sweep-task.ts'
import { reasonToIgnoreEvent } from '../../../src/core/relevance.ts'
import { type SampleEvent, sample } from '../../support/events.ts'

const HOME = { account: '123456789012', region: 'us-east-1', partition: 'aws' }
const REQUEST = 'bucket-check-requested.json'
const CONTINUED = 'bucket-sweep-continued.json'

type Spoilt = readonly [string, (event: SampleEvent) => void, string]

describe('a request to check a bucket', () => {
  test('is an event about that bucket, without a caller', () => {
    expect(parseCheckRequest(sample(REQUEST), HOME)).toEqual({
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
      bucketAccount: '123456789012',
      sweep: { id: '20261120T031500Z-17793124', cooper: 'cooper-dev-us-east-1' },
    })
  })

  test('is the same event in every delivery, even if its entry was put twice', () => {
    const again = sample(REQUEST, (event) => {
      event.id = 'another'
      event.time = '2026-11-20T03:16:00Z'
    })
    expect(parseCheckRequest(again, HOME)).toEqual(parseCheckRequest(sample(REQUEST), HOME))
  })

  test.each<Spoilt>([
    ['with an invalid sweep id', ({ detail }) => (detail.sweep = '../x'), 'detail.sweep'],
    ['with an invalid time', ({ detail }) => (detail.time = 'now'), 'detail.time'],
    ['without a bucket', ({ detail }) => delete detail.bucket, 'detail.bucket'],
    ['with a path as bucket name', ({ detail }) => (detail.bucket = 'a/../b'), 'detail.bucket'],
    ['without the name of a Cooper', ({ detail }) => delete detail.cooper, 'detail.cooper'],
    ['without the account of the event bus', (event) => delete event.account, 'account'],
  ])('%s is malformed, and the field is named', (_, spoil, path) => {
    expect(() => parseCheckRequest(sample(REQUEST, spoil), HOME)).toThrow(
      expect.objectContaining({ code: 'MalformedEvent', path }),
    )
  })

  test.each<[string, (event: SampleEvent) => void]>([
    ['a region', ({ detail }) => (detail.region = 'eu-west-1')],
    ['a region that is none', ({ detail }) => (detail.region = 'US EAST')],
    ['its own account', ({ detail }) => (detail.account = '123456789012')],
    ['an account that is none', ({ detail }) => (detail.account = 'x')],
  ])('never says where the bucket is: %s', (_what, change) => {
    const event = parseCheckRequest(sample(REQUEST, change), HOME)
    expect(event).toEqual(parseCheckRequest(sample(REQUEST), HOME))
  })

  test.each<[string, (event: SampleEvent) => void]>([
    ['names another account', ({ detail }) => (detail.account = '210987654321')],
    ['comes from another account', (event) => (event.account = '210987654321')],
  ])('is ignored if it %s', (_what, change) => {
    const event = parseCheckRequest(sample(REQUEST, change), HOME)
    const own = { roleName: 'cooper-dev-us-east-1', journalBucket: undefined }
    expect(reasonToIgnoreEvent(event, own)).toBe('The bucket belongs to another account')
  })

  test.each([
    [REQUEST, true],
    [CONTINUED, false],
    ['create-bucket.json', false],
    ['object-created.json', false],
  ])('%s is a check request: %s', (file, expected) => {
    expect(isCheckRequest(sample(file))).toBe(expected)
  })

  test.each([
    ["Cooper's own sweep", REQUEST, 'cooper-dev-us-east-1', undefined],
    ['any sweep, if Cooper does not know its own name', REQUEST, undefined, undefined],
    [
      "another Cooper's sweep",
      'bucket-check-requested-by-other-cooper.json',
      'cooper-dev-us-east-1',
      'The sweep of another Cooper',
    ],
  ])('only a request by another Cooper is ignored: %s', (_, file, roleName, reasonToIgnore) => {
    const own = { roleName, journalBucket: 'cooper-dev-journal' }
    expect(reasonToIgnoreEvent(parseCheckRequest(sample(file), HOME), own)).toBe(reasonToIgnore)
  })

  test("a request to check Cooper's own journal bucket is ignored", () => {
    const own = { roleName: undefined, journalBucket: 'cooper-example-bucket' }
    expect(reasonToIgnoreEvent(parseCheckRequest(sample(REQUEST), HOME), own)).toBe(
      "Cooper's own journal",
    )
  })
})

describe('an event for the sweep function', () => {
  test('from the schedule starts a sweep', () => {
    expect(parseSweepTask(sample('sweep-scheduled.json'))).toMatchObject({
      type: 'sweep',
      sweep: { id: '20261120T031500Z-17793124', generation: 1, token: undefined },
    })
  })

  test('from a run that is out of time continues its sweep', () => {
    expect(parseSweepTask(sample(CONTINUED))).toEqual({
      type: 'sweep',
      cooper: 'cooper-dev-us-east-1',
      sweep: {
        ...{ id: '20261120T031500Z-17793124', time: '2026-11-20T03:15:00Z', generation: 2 },
        ...{ token: 'Y29vcGVyLWV4YW1wbGU', restarts: 0, pages: 84, buckets: 16_800 },
      },
    })
  })

  test('from the schedule of digests sends the digests that are due', () => {
    expect(parseSweepTask(sample('sweep-digest-due.json'))).toEqual({ type: 'digest' })
  })

  test.each<Spoilt>([
    ['with an unknown detail type', (event) => (event['detail-type'] = 'Sweep'), 'detail-type'],
    ['without a detail type', (event) => delete event['detail-type'], 'detail-type'],
    ['with an invalid sweep id', ({ detail }) => (detail.sweep = 'x'), 'detail.sweep'],
    [
      'with the number of the first run',
      ({ detail }) => (detail.generation = 1),
      'detail.generation',
    ],
    [
      'with a run number above the limit',
      ({ detail }) => (detail.generation = 201),
      'detail.generation',
    ],
    [
      'with a run number that is not whole',
      ({ detail }) => (detail.generation = 2.5),
      'detail.generation',
    ],
    [
      'with a negative number of restarts',
      ({ detail }) => (detail.restarts = -9),
      'detail.restarts',
    ],
    [
      'with a token that is too long',
      ({ detail }) => (detail.token = 'x'.repeat(1025)),
      'detail.token',
    ],
  ])('%s is malformed, and the field is named', (_, spoil, path) => {
    expect(() => parseSweepTask(sample(CONTINUED, spoil))).toThrow(
      expect.objectContaining({ code: 'MalformedEvent', path }),
    )
  })
})
