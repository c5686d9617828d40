import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LogEntry } from '../../src/local-aws/log.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, failureOf, outcomeOf } from './support.ts'
import { tinyFunction } from './tiny-function.ts'

let aws: LocalAws
let entries: LogEntry[]
beforeEach(async () => {
  entries = []
  aws = await startLocalAws({
    // Writes once to each new bucket.
    functions: [
      tinyFunction(
        "return call('PUT', '/' + event.detail.requestParameters.bucketName + '?logging', '<BucketLoggingStatus/>')",
        {
          patterns: [{ detail: { eventName: ['CreateBucket'] } }],
        },
      ),
    ],
    retryDelaysMs: [1, 1],
    log: (entry) => void entries.push(entry),
  })
})
afterEach(() => aws.close())

const tags = (Value: string) => ({ TagSet: [{ Key: 'a', Value }] })
const tag = (Bucket: string, Value = 'b') =>
  clientsOf(aws).s3.putBucketTagging({ Bucket, Tagging: tags(Value) })
const slowDown = { code: 'SlowDown', status: 503, message: 'Please reduce your request rate.' }

describe('a scripted fault', () => {
  beforeEach(() => clientsOf(aws).s3.createBucket({ Bucket: 'bucket' }))

  it('fails the n-th call, and only that one', async () => {
    aws.fault({ operation: 'PutBucketTagging', nth: 2, error: slowDown })
    expect(await outcomeOf(tag('bucket', '1'))).toBe('ok')
    const failure = await failureOf(tag('bucket', '2'))
    expect(failure).toEqual({ name: 'SlowDown', status: 503, message: slowDown.message })
    expect(aws.bucket('bucket')?.tags).toEqual({ TagSet: { Tag: { Key: 'a', Value: '1' } } })
    expect(await outcomeOf(tag('bucket', '3'))).toBe('ok')
  })

  it('lasts for the given number of calls, or until it is cleared', async () => {
    aws.fault({ operation: 'PutBucketTagging', times: 2, error: slowDown })
    aws.fault({ operation: 'GetBucketTagging', times: 9, error: slowDown })
    const outcomes = [await outcomeOf(tag('bucket')), await outcomeOf(tag('bucket'))]
    expect([...outcomes, await outcomeOf(tag('bucket'))]).toEqual(['SlowDown', 'SlowDown', 'ok'])
    aws.clearFaults()
    expect(await outcomeOf(clientsOf(aws).s3.getBucketTagging({ Bucket: 'bucket' }))).toBe('ok')
  })

  it.each([
    ['another operation', { operation: 'DeleteBucketTagging' }],
    ['another bucket', { operation: 'PutBucketTagging', bucket: 'other' }],
    [
      'another caller',
      { operation: 'PutBucketTagging', caller: 'arn:aws:iam::123456789012:user/analyst' },
    ],
  ])('does not affect %s', async (_, fault) => {
    aws.fault({ ...fault, error: slowDown })
    expect(await outcomeOf(tag('bucket'))).toBe('ok')
  })

  it('delays a call', async () => {
    aws.fault({ operation: 'PutBucketTagging', delayMs: 60 })
    const started = Date.now()
    await tag('bucket')
    expect(Date.now() - started).toBeGreaterThanOrEqual(59)
  })

  it.each([
    ['before', undefined],
    ['after', { TagSet: { Tag: { Key: 'a', Value: 'b' } } }],
  ] as const)('cuts the connection %s the call took effect', async (reset, expected) => {
    aws.fault({ operation: 'PutBucketTagging', reset })
    expect(await outcomeOf(tag('bucket'))).not.toBe('ok')
    expect(aws.bucket('bucket')?.tags).toEqual(expected)
    expect(entries).toContainEqual(
      expect.objectContaining({ operation: 'PutBucketTagging', status: 0 }),
    )
  })

  it('lets another caller write in between', async () => {
    aws.fault({
      operation: 'GetBucketTagging',
      meanwhile: async () => void (await tag('bucket', 'meanwhile')),
    })
    const { TagSet } = await clientsOf(aws).s3.getBucketTagging({ Bucket: 'bucket' })
    expect(TagSet).toEqual([{ Key: 'a', Value: 'meanwhile' }])
  })

  it('is published to EventBridge as a failed call', async () => {
    aws.fault({ operation: 'PutBucketTagging', error: slowDown })
    await outcomeOf(tag('bucket'))
    const published = entries.flatMap((entry) => (entry.type === 'event' ? entry.event.detail : []))
    expect(published).toContainEqual(expect.objectContaining({ errorCode: 'SlowDown' }))
  })
})

describe('a scripted crash', () => {
  it.each([
    ['before', 1],
    ['after', 2],
  ] as const)(
    'kills the function %s its call took effect, and the retry continues',
    async (crash, effects) => {
      aws.fault({ operation: 'PutBucketLogging', crash })
      await clientsOf(aws).s3.createBucket({ Bucket: 'bucket' })
      await aws.settled()
      const outcomes = entries.flatMap((entry) =>
        entry.type === 'invocation' ? entry.outcome : [],
      )
      expect(outcomes).toMatchObject([
        { ok: false, error: { errorType: 'Runtime.ExitError' } },
        { ok: true, result: 200 },
      ])
      const published = entries.filter(
        (entry) => entry.type === 'event' && entry.event.detail.eventName === 'PutBucketLogging',
      )
      expect(published).toHaveLength(effects)
    },
  )
})
