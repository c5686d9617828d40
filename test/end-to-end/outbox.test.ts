import { expect, test } from 'vitest'
import type { LocalAws } from '../../src/local-aws/options.ts'
import { BUCKET, deploy, HELD, JOURNAL } from './deployed.ts'

/** The keys of the outbox. */
const marksOf = (aws: LocalAws) =>
  [...(aws.bucket(JOURNAL)?.objects.keys() ?? [])].filter((key) => key.startsWith('outbox/'))

/** Makes the entries and their marks twenty minutes older: the times at which runs opened or resumed them. */
function age(aws: LocalAws) {
  const objects = aws.bucket(JOURNAL)?.objects ?? new Map()
  const all = [...objects].filter(([key]) => /^(changes|outbox)\//.test(key))
  const times = all.flatMap(([key, { body }]) => {
    if (!key.startsWith('changes/')) return []
    const { started, resumed } = JSON.parse(body.toString())
    return [started, ...(resumed ? [resumed.at] : [])]
  })
  const older = (text: string) =>
    times.reduce((now, time) => {
      const earlier = new Date(Date.parse(time) - 20 * 60_000).toISOString()
      return now.replaceAll(time, earlier)
    }, text)
  for (const [key, { body, ...object }] of all) {
    objects.delete(key)
    objects.set(older(key), { ...object, body: Buffer.from(older(body.toString())) })
  }
}

async function deployed() {
  const account = await deploy(HELD)
  const { aws, createBucket, brought } = account
  const hourly = async () => {
    aws.runSchedule('cooper-dev-digest')
    await aws.settled()
  }
  await createBucket()
  /** Delivers the event of the new bucket as often as Lambda does: each retry comes after a minute or more. */
  const arrive = async () => {
    const [event] = brought()
    const eventTime = new Date(Date.now() - 120_000).toISOString().replace(/\.\d+Z$/, 'Z')
    aws.deliver({ ...event, detail: { ...event?.detail, eventTime } })
    await aws.settled()
  }
  return { ...account, arrive, hourly, marks: () => marksOf(aws) }
}

test('SNS refuses a message through all deliveries: the hourly run sends it, once', async () => {
  const { aws, arrive, hourly, marks, records, journal } = await deployed()
  const error = { code: 'AuthorizationError', status: 403 }
  aws.fault({ operation: 'Publish', error, times: 1000 })
  await arrive()
  expect(aws.deadLetters()).toHaveLength(1)
  aws.clearFaults()
  expect([records().length, marks().length]).toEqual([0, 1])
  await hourly()
  expect([records().length, marks().length]).toEqual([0, 1])
  age(aws)
  await hourly()
  expect(records()).toMatchObject([{ bucket: BUCKET, outcome: 'remediated' }])
  expect([journal()[0]?.notified, marks()]).toEqual([['sns'], []])
  await hourly()
  expect(records()).toHaveLength(1)
})

test('each delivery is killed after the write: the hourly run says what is known', async () => {
  const { aws, arrive, hourly, marks, records, emails, refused } = await deployed()
  aws.fault({ operation: 'PutBucketPolicy', crash: 'after' })
  aws.fault({ operation: 'GetBucketPolicy', crash: 'before', nth: 3, times: 1000 })
  await arrive()
  aws.clearFaults()
  expect(aws.bucket(BUCKET)?.policy?.text).toContain('CooperTlsOnly')
  expect([records().length, marks().length, aws.deadLetters().length]).toEqual([0, 1, 1])
  age(aws)
  await hourly()
  expect(records()).toMatchObject([{ outcome: 'unknown', before: { policy: null } }])
  const [email = ''] = emails()
  expect(email.split('\n')[0]).toBe(
    `Cooper was interrupted while it fixed S3 bucket ${BUCKET}. It may have changed the bucket.`,
  )
  expect(email).toContain('Cooper was interrupted before or after this change')
  expect(email).toContain(`cooper undo ${BUCKET} --record `)
  expect(marks()).toEqual([])
  expect(refused()).not.toContain('AccessDenied')
})
