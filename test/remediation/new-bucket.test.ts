import { expect, test } from 'vitest'
import type { BucketEvent } from '../../src/core/event.ts'
import { account } from '../support/account.ts'
import { BUCKET, bucketEvent, SSE_S3 } from '../support/builders.ts'
import { putAnswers } from '../support/faulty-run.ts'

const CREATED = bucketEvent({ name: 'CreateBucket' })
const NO_ROLE = putAnswers('MalformedPolicy', 400, 'Invalid principal in policy')
const noBucket = () => {
  throw Object.assign(new Error('Cannot read'), { code: 'NoSuchBucket' })
}
/** As many answers as there are tries in one delivery. */
const forOneDelivery = <T>(answer: T) => Array(4).fill(answer)

/** Delivers the event as often as Lambda does: a minute after the first error, and two minutes after the second. */
async function deliverAsLambda({ deliver, pass }: ReturnType<typeof account>, event: BucketEvent) {
  const ends = []
  for (const delay of [0, 60_000, 0]) {
    const { end } = await deliver(event)
    ends.push(end)
    if (!String(end).startsWith('error')) break
    pass(delay)
  }
  return ends
}

test('a bucket that S3 does not know at the first delivery is remediated by the second', async () => {
  const reads = { readPolicy: forOneDelivery(noBucket) }
  const one = account({ encryption: SSE_S3 }, {}, reads)
  expect(await deliverAsLambda(one, CREATED)).toEqual(['error NoSuchBucket', 'remediated'])
  expect(one.notified.map(({ outcome }) => outcome)).toEqual(['remediated'])
})

test('a role that S3 does not know at the first delivery: the second one reports all changes in one message', async () => {
  const one = account({}, {}, { putPolicy: forOneDelivery(NO_ROLE) })
  expect(await deliverAsLambda(one, CREATED)).toEqual(['error UnknownPrincipal', 'remediated'])
  expect(one.notified).toMatchObject([
    {
      outcome: 'remediated',
      before: { policy: null, encryption: null },
      steps: [
        { step: { attribute: 'encryption' }, status: 'done' },
        { step: { attribute: 'policy' }, status: 'done' },
      ],
    },
  ])
  expect(one.entries()).toMatchObject([{ notified: ['sns'] }])
  expect(one.puts().filter((call) => call === 'putEncryption')).toHaveLength(1)
})

test('a role that S3 never knows: the last delivery reports it once, and the event is no dead letter', async () => {
  const one = account({ encryption: SSE_S3 }, {}, { putPolicy: Array(20).fill(NO_ROLE) })
  const ends = ['error UnknownPrincipal', 'error UnknownPrincipal', 'failed']
  expect(await deliverAsLambda(one, CREATED)).toEqual(ends)
  expect(one.notified.map(({ outcome }) => outcome)).toEqual(['failed'])
})

test('a new bucket that is deleted during the run: the last delivery closes the entry, and nobody is notified', async () => {
  const reads = [() => undefined, ...Array(40).fill(noBucket)]
  const one = account({ encryption: SSE_S3 }, {}, { readPolicy: reads })
  const ends = ['error NoSuchBucket', 'error NoSuchBucket', 'gone']
  expect(await deliverAsLambda(one, CREATED)).toEqual(ends)
  expect(one.notified).toEqual([])
  expect(one.entries()).toMatchObject([{ unneeded: true }])
})

test('an event that is invented for a bucket that does not exist costs two retries', async () => {
  const one = account({}, {}, { readPolicy: Array(40).fill(noBucket) })
  const invented = { ...CREATED, bucket: { ...BUCKET, name: 'no-such-bucket' } }
  expect((await deliverAsLambda(one, invented)).at(-1)).toBe('gone')
  expect([one.notified, one.entries(), one.puts()]).toEqual([[], [], []])
})
