import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { clientsOf } from '../local-aws/support.ts'
import { OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { announcingAccount, dayIn, OLD } from './announcing-account.ts'
import { BUCKET, JOURNAL } from './deployed.ts'

const LOGS = 'central-access-logs'
const ARN_OF_LOGS = `arn:aws:s3:::${LOGS}`
const PARAMS = { graceDays: '7', quietDays: '7', logBuckets: ARN_OF_LOGS }
const FIXED = ['Partner may read', 'CooperTlsOnly']

const functionsOf = (params: Readonly<Record<string, string>>) =>
  readStack('serverless.yml', { params }).functions

/** An old bucket with access logs, and a Cooper that looks at them before a change. */
async function loggedAccount(params: Readonly<Record<string, string>> = {}) {
  const asked = { ...PARAMS, ...params }
  const account = await announcingAccount(asked, OLD, { functions: functionsOf(asked) })
  const { aws, s3 } = account
  const use = (protocol: 'http' | 'https', accessKeyId: string) =>
    clientsOf(aws, { protocol, accessKeyId }).s3.headBucket({ Bucket: BUCKET })
  return {
    ...account,
    use,
    async enableLogging() {
      await s3.createBucket({ Bucket: LOGS })
      const logs = aws.bucket(LOGS)
      if (logs) logs.acl = 'log-delivery-write'
      const LoggingEnabled = { TargetBucket: LOGS, TargetPrefix: 'shop/' }
      await s3.putBucketLogging({ Bucket: BUCKET, BucketLoggingStatus: { LoggingEnabled } })
      // A log that is older than the days asked for.
      const old = { body: Buffer.from(''), etag: '"0"', headers: {}, modifiedAt: new Date() }
      logs?.objects.set('shop/2020-01-01-00-00-00-0000000000000000', old)
    },
    /** S3 delivers the logs, and the hourly function judges them. */
    async review() {
      aws.deliverAccessLogs()
      aws.runSchedule('cooper-dev-review-logs')
      await aws.settled()
    },
    sids: async () => (await account.statements()).map(({ Sid }) => Sid),
    notes: (folder: string) => account.keys(`reviews/${folder}/`),
    messages: () => aws.messages().map(({ message }) => JSON.parse(message)),
  }
}

/** The fix was announced, and its day has come. */
async function due(params: Readonly<Record<string, string>> = {}) {
  const account = await loggedAccount(params)
  await account.enableLogging()
  await account.change(OLD)
  account.age(7)
  return account
}

describe('a change of the policy that is due', () => {
  test('is made when the logs have nobody whom it would deny', async () => {
    const account = await due()
    await account.use('https', 'office')
    await account.sweep()
    expect(await account.sids()).toEqual(['Partner may read'])
    await account.review()
    expect(await account.sids()).toEqual(FIXED)
    expect(account.records().at(-1)).toMatchObject({
      outcome: 'remediated',
      review: { verdict: 'quiet', days: 7 },
    })
    expect(account.aws.deadLetters()).toEqual([])
  })

  test('is postponed while a client would be denied, whom the message names', async () => {
    const account = await due()
    await account.use('http', 'till-7')
    await account.sweep()
    await account.review()
    expect(await account.sids()).toEqual(['Partner may read'])
    expect(account.records().at(-1)).toMatchObject({
      announced: [{ control: 'tls-only', day: dayIn(7), extensions: 1 }],
      review: {
        ...{ verdict: 'in-use', requests: 1 },
        clients: [{ requester: expect.stringMatching(/:user\/till-7$/), requests: 1 }],
      },
    })
    expect(account.emails().at(-1)).toContain(':user/till-7')
    // The next days bring no message, nor a look at the logs.
    const messages = account.emails().length
    account.age(6)
    await account.sweep()
    await account.review()
    expect(account.emails()).toHaveLength(messages)
  })

  test.each([
    ['remediate', FIXED],
    ['report', ['Partner may read']],
  ])('without access logs goes by WITHOUT_LOGS=%s', async (withoutLogs, sids) => {
    const account = await loggedAccount({ withoutLogs })
    await account.change(OLD)
    account.age(7)
    await account.sweep()
    await account.review()
    expect(await account.sids()).toEqual(sids)
    expect(account.emails().at(-1)).toContain('Access logging is not configured')
  })

  test('of a bucket whose logs the function may not read counts as without logs', async () => {
    const account = await due({ logBuckets: 'arn:aws:s3:::others', withoutLogs: 'report' })
    account.aws.storePolicy(LOGS, {
      Version: '2012-10-17',
      Statement: {
        ...{ Effect: 'Deny', Principal: '*', Action: 's3:ListBucket', Resource: ARN_OF_LOGS },
        Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*-logs' } },
      },
    })
    await account.sweep()
    await account.review()
    expect(await account.sids()).toEqual(['Partner may read'])
    expect(account.emails().at(-1)).toContain('Allow s3:ListBucket')
  })

  test('is asked again in the next hour where S3 failed', async () => {
    const account = await due()
    await account.sweep()
    account.aws.fault({
      operation: 'GetBucketLogging',
      error: { code: 'InternalError', status: 500 },
      times: 99,
    })
    await account.review()
    expect(await account.sids()).toEqual(['Partner may read'])
    account.aws.clearFaults()
    await account.review()
    expect(await account.sids()).toEqual(FIXED)
  })
})

describe('after a change that requires TLS', () => {
  /** Cooper just fixed a bucket, which a client used over plain HTTP. */
  async function watched() {
    const account = await loggedAccount({ graceDays: '0', quietDays: '0' })
    await account.enableLogging()
    await account.use('http', 'till-7')
    await account.change(OLD)
    expect(await account.sids()).toEqual(FIXED)
    expect(account.notes('watched')).toHaveLength(1)
    return account
  }

  test('the owner is told once who is refused, with the command that undoes the change', async () => {
    const account = await watched()
    await expect(account.use('http', 'till-7')).rejects.toThrow()
    await account.use('https', 'office')
    await account.review()
    const { email, default: data } = account.messages().at(-1)
    expect(email).toContain('S3 refuses requests to bucket')
    expect(email).toMatch(/1 by arn:aws:iam::\d{12}:user\/till-7, last at /)
    expect(email).not.toContain('office')
    const [change] = account.records()
    expect(email).toContain(`npx cooper undo ${BUCKET} --record ${change?.id}`)
    expect(JSON.parse(data)).toMatchObject({ outcome: 'refusing', refused: { requests: 1 } })
    expect(account.notes('watched')).toEqual([])
    const { length } = account.messages()
    await account.review()
    expect(account.messages()).toHaveLength(length)
  })

  test('requests without credentials to a private bucket tell nothing', async () => {
    const account = await watched()
    await fetch(`${account.aws.httpUrl}/${BUCKET}/robots.txt`)
    await account.review()
    expect(account.messages()).toHaveLength(1)
    expect(account.notes('watched')).toHaveLength(1)
  })

  test('requests without credentials to a public bucket count', async () => {
    const account = await loggedAccount({ graceDays: '0', quietDays: '0' })
    await account.enableLogging()
    const open = policyOf({ ...OWNERS_STATEMENT, Principal: '*' })
    account.aws.storePolicy(BUCKET, open)
    await account.s3.putObject({ Bucket: BUCKET, Key: 'page.html', Body: 'x' })
    const read = async () => (await fetch(`${account.aws.httpUrl}/${BUCKET}/page.html`)).status
    expect(await read()).toBe(200)
    // The log has whole seconds: the request must be of before the change.
    await sleep(1100)
    await account.change(open)
    expect(await read()).toBe(403)
    await account.review()
    expect(account.messages().at(-1).email).toMatch(/1 by anonymous, last at /)
  })

  test('it looks once a day, and ends after the days with one more for late logs', async () => {
    const account = await watched()
    await account.review()
    const [key = ''] = account.notes('watched')
    const looked = () =>
      JSON.parse(account.aws.bucket(JOURNAL)?.objects.get(key)?.body.toString() ?? '{}').looked
    const first = looked()
    expect(first).toBeDefined()
    await account.review()
    expect(looked()).toBe(first)
    account.age(4)
    await account.review()
    expect(account.notes('watched')).toEqual([])
  })

  test('nothing is watched without WATCH_DAYS or LOG_BUCKETS', async () => {
    for (const params of [{ watchDays: '0' }, { logBuckets: '' }]) {
      const account = await loggedAccount({ graceDays: '0', quietDays: '0', ...params })
      await account.change(OLD)
      expect(account.notes('watched')).toEqual([])
    }
  })
})
