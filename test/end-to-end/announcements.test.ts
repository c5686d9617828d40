import { describe, expect, test } from 'vitest'
import { COMPLIANT_POLICY, OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { announcingAccount, dayIn, OLD } from './announcing-account.ts'
import { isWrite, TWO_READS } from './backend.ts'
import { BUCKET, deploy, HELD } from './deployed.ts'

const WEEK = { graceDays: '7' }
const PUBLIC = policyOf({ ...OWNERS_STATEMENT, Principal: '*' })

/** A bucket whose fix the bot announced. */
async function announced(params: Readonly<Record<string, string>> = WEEK, policy: object = OLD) {
  const account = await announcingAccount(params, policy)
  expect((await account.change(policy)).filter(isWrite)).toEqual([])
  expect(account.records()).toMatchObject([{ outcome: 'announced' }])
  return account
}

const sids = async (account: Awaited<ReturnType<typeof announced>>) =>
  (await account.statements()).map(({ Sid }) => Sid)

const FIXED = ['Partner may read', 'CooperTlsOnly']

describe('with GRACE_DAYS', () => {
  test('an old bucket is announced once, shown by check, and fixed by the sweep on its day', async () => {
    const account = await announced()
    await account.sweep()
    await account.digest()
    account.age(3)
    await account.change(policyOf(OWNERS_STATEMENT))
    await account.sweep()
    expect(account.records()).toHaveLength(1)
    const check = await account.run('check', BUCKET, '--json')
    const { findings } = JSON.parse(check.stdout)
    expect(findings).toContainEqual(
      expect.objectContaining({
        control: 'tls-only',
        announced: expect.objectContaining({ by: 'grace', day: dayIn(4) }),
        reason: expect.stringContaining(`. Due in 4 days: Cooper fixes it on ${dayIn(4)}`),
      }),
    )
    expect(await sids(account)).toEqual(['Partner may read'])
    account.age(4)
    await account.sweep()
    expect(await sids(account)).toEqual(FIXED)
    await account.digest()
    expect(account.emails().at(-1)).toContain('FIXED (1)')
  })

  test('each digest with news shows when it is due', async () => {
    const account = await announced()
    account.age(6)
    await account.create({ 'other-bucket': async () => undefined })
    await account.sweep()
    await account.digest()
    const email = account.emails().at(-1)
    expect(email).toContain('ANNOUNCED: COOPER FIXES IT ON A DAY (1)')
    expect(email).toContain(`- tls-only: Due tomorrow: Cooper fixes it on ${dayIn(1)}.`)
  })

  test('the message has all that a reader needs, as text and as data', async () => {
    const account = await announced()
    const [email = ''] = account.emails()
    expect(email).toContain(`- tls-only: Due in 7 days: Cooper fixes it on ${dayIn(7)}.`)
    expect(email).toMatch(/WHOM IT MAY HIT\n- tls-only: /)
    expect(email).toContain(`npx cooper fix ${BUCKET}\n`)
    expect(email).toContain('cooper:exempt = tls-only until=')
    const [record] = account.records()
    expect(record).toMatchObject({
      announced: [{ control: 'tls-only', by: 'grace', day: dayIn(7) }],
      announcement: {
        when: [`tls-only: Due in 7 days: Cooper fixes it on ${dayIn(7)}`],
        change: expect.arrayContaining([expect.stringContaining('"Sid": "CooperTlsOnly"')]),
        mayHit: [expect.stringContaining('tls-only: ')],
        answers: {
          fixNow: `npx cooper fix ${BUCKET}`,
          exempt: { tag: 'cooper:exempt', value: expect.stringMatching(/^tls-only until=/) },
        },
      },
    })
  })

  test('the command in the message fixes it earlier', async () => {
    const account = await announced()
    const fix = await account.run('fix', BUCKET, '--yes')
    expect(fix.status).toBe(0)
    expect(await sids(account)).toEqual(FIXED)
  })

  test.each<[string, (account: Awaited<ReturnType<typeof announced>>) => unknown, string[]]>([
    ['exempt', (account) => account.tag('tls-only until=2999-12-31 soon'), ['Partner may read']],
    ['compliant', (account) => account.putPolicy(COMPLIANT_POLICY), FIXED],
  ])('on the day, nothing is written to a bucket that is %s', async (_, meanwhile, expected) => {
    const account = await announced()
    await meanwhile(account)
    account.age(7)
    const before = account.operations().length
    await account.sweep()
    expect(account.operations().slice(before).filter(isWrite)).toEqual([])
    expect(await sids(account)).toEqual(expected)
  })

  test('a bucket that was deleted and created again is new', async () => {
    const account = await announced()
    await account.s3.deleteBucket({ Bucket: BUCKET })
    // S3 reports the time of a creation in whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1100))
    await account.createBucket()
    expect(await account.arrive()).toContain('PutBucketPolicy')
  })

  test('a new bucket is fixed at once, and a compliant one costs two requests', async () => {
    const { createBucket, putPolicy, arrive } = await deploy({ ...HELD, params: WEEK })
    await createBucket()
    expect(await arrive()).toContain('PutBucketPolicy')
    await putPolicy(COMPLIANT_POLICY)
    expect(await arrive()).toEqual(TWO_READS)
  })
})

test('graceDaysTlsOnly holds for one control, and the others are fixed at once', async () => {
  const account = await announcingAccount({ graceDaysTlsOnly: '3', defaultEncryption: 'sse-kms' })
  expect((await account.change(OLD)).filter(isWrite)).toEqual(['PutBucketEncryption'])
  expect(account.records()).toMatchObject([{ announced: [{ control: 'tls-only', day: dayIn(3) }] }])
})

describe('publicBuckets: grace', () => {
  test('announces the fix of a public bucket for 14 days', async () => {
    const account = await announced({ publicBuckets: 'grace' }, PUBLIC)
    expect(account.records()).toMatchObject([{ announced: [{ day: dayIn(14) }] }])
    account.age(14)
    await account.sweep()
    expect(await sids(account)).toEqual(FIXED)
  })

  test('fixes any other bucket at once', async () => {
    const account = await announcingAccount({ publicBuckets: 'grace' })
    expect(await account.change(OLD)).toContain('PutBucketPolicy')
  })
})

test('mode: propose names the difference, and no text of a policy escapes into the message', async () => {
  const hostile = { ...OWNERS_STATEMENT, Sid: '\u001b[2J\u202ehttp://evil.example' }
  const account = await announcingAccount({ mode: 'propose' })
  expect((await account.change(policyOf(hostile))).filter(isWrite)).toEqual([])
  const [email = ''] = account.emails()
  expect(email).toMatch(/^\+ .*"Sid": "CooperTlsOnly"/m)
  expect(email).not.toMatch(/[^\P{Cc}\n]|\p{Cf}|http:\/\/evil/u)
  const { message } = account.aws.messages()[0] ?? { message: '' }
  expect(message).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u)
})
