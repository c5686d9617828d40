import { describe, expect, test } from 'vitest'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { readStack } from '../../src/local-aws/stack/read-stack.ts'
import { outcomeOf } from '../local-aws/support.ts'
import { policyOf } from '../support/builders.ts'
import { isWrite, TWO_READS } from './backend.ts'
import { BUCKET, deploy, HELD } from './deployed.ts'
import { OWN_KEY, upload } from './uploads.ts'

type Params = Readonly<Record<string, string>>

/** A bucket that is non-compliant twice: it accepts plain HTTP and SSE-C. */
async function deployWithBucket(params: Params = {}, options: Parameters<typeof deploy>[0] = {}) {
  const deployed = await deploy({ ...HELD, params: { sseC: 'block', ...params }, ...options })
  const { s3, createBucket, putRule, overHttp } = deployed
  await createBucket()
  await putRule({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } })
  return {
    ...deployed,
    /** The insecure requests that the bucket still accepts. */
    open: async () => [
      ...((await overHttp()) === 'ok' ? ['plain HTTP'] : []),
      ...((await outcomeOf(upload(s3, OWN_KEY))) === 'ok' ? ['SSE-C'] : []),
    ],
  }
}

const ALL_OPEN = ['plain HTTP', 'SSE-C']

describe('EXEMPT_BUCKETS', () => {
  test.each([
    [
      'names it: nothing is changed, and no notification is sent',
      'legacy-*,cooper-*',
      ALL_OPEN,
      [],
    ],
    ['names it for every non-compliant control', 'tls-only:*,sse-c:*', ALL_OPEN, []],
    [
      'names it for one control: the other one is remediated',
      'tls-only:cooper-*',
      ['plain HTTP'],
      ['tls-only'],
    ],
    ['names it for a compliant control', 'default-encryption:cooper-*', [], []],
    ['names other buckets', 'legacy-*,tls-only:cooper', [], []],
  ])('%s', async (_reason, exemptBuckets, stillOpen, remaining) => {
    const { arrive, open, records, output } = await deployWithBucket({ exemptBuckets })
    expect(await open()).toEqual(ALL_OPEN)
    const operations = await arrive()
    expect(await open()).toEqual(stillOpen)
    if (stillOpen === ALL_OPEN) {
      expect(operations.filter(isWrite)).toEqual([])
      expect(records()).toEqual([])
      expect(output().join('\n')).toContain('Bucket event: exempt')
    } else {
      expect(records()).toMatchObject([
        {
          outcome: 'remediated',
          remaining: remaining.map((control) => ({ control, exemption: { by: 'setting' } })),
        },
      ])
    }
  })

  test('makes the tags irrelevant for the buckets that it names', async () => {
    const { arrive } = await deployWithBucket({ exemptBuckets: 'cooper-*' })
    expect(await arrive()).toEqual(TWO_READS)
  })
})

describe('the tag cooper:exempt', () => {
  test.each([
    ['all', 'all'],
    ['all, with a reason', 'all the archive is read by a machine of 2009'],
    ['every non-compliant control', 'tls-only sse-c until=2999-12-31'],
  ])('%s: nothing is changed, and no notification is sent', async (_name, value) => {
    const { tag, arrive, open, records, events, output } = await deployWithBucket()
    await tag(value)
    expect(events().at(-1)).toBe('PutBucketTagging')
    expect((await arrive()).filter(isWrite)).toEqual([])
    expect(await open()).toEqual(ALL_OPEN)
    expect(records()).toEqual([])
    expect(output().join('\n')).toContain('"reason":"Exempt by the tag cooper:exempt')
  })

  test('one control, with a day and a reason: the other one is remediated, and both are reported', async () => {
    const { tag, arrive, open, records, emails } = await deployWithBucket()
    await tag('tls-only until=2999-01-31 the cash register speaks HTTP')
    await arrive()
    expect(await open()).toEqual(['plain HTTP'])
    expect(records()).toMatchObject([
      {
        outcome: 'remediated',
        remaining: [
          { control: 'tls-only', verdict: 'exempt', exemption: { by: 'tag', until: '2999-01-31' } },
        ],
      },
    ])
    expect(emails()[0]).toContain(
      'tls-only: Exempt by the tag cooper:exempt until 2999-01-31: the cash register speaks HTTP.',
    )
  })

  test.each([
    ['has ended', 'all until=2020-01-31 soon', 'ended on 2020-01-31'],
    ['names no control', 'tls_only', 'cannot be read: "tls_only" is neither "all" nor the id of a'],
    ['is empty', '', 'cannot be read: "" is neither "all" nor the id of a control'],
    [
      'names an invalid day',
      'all until=2027-02-30',
      'cannot be read: "2027-02-30" is not a day such as',
    ],
  ])(
    'is ignored if it %s: the bucket is remediated, and the message quotes the tag',
    async (_reason, value, problem) => {
      const { tag, arrive, open, records, emails } = await deployWithBucket()
      await tag(value)
      await arrive()
      expect(await open()).toEqual([])
      expect(records()).toMatchObject([{ outcome: 'remediated', remaining: [] }])
      expect(emails()[0]).toContain(`The exemption in the tag cooper:exempt ${problem}`)
    },
  )

  test('is ignored with EXEMPT_BY_TAG=false', async () => {
    const { tag, arrive, open, records } = await deployWithBucket({ exemptByTag: 'false' })
    await tag('all')
    await arrive()
    expect(await open()).toEqual([])
    expect(records()).toMatchObject([{ outcome: 'remediated', remaining: [] }])
  })
})

describe('tags that cannot be read', () => {
  const withoutPermission = () =>
    readStack('serverless.yml', { params: { sseC: 'block' } }).functions.map((one) => ({
      ...one,
      role: {
        ...one.role,
        statements: (one.role.statements ?? []).map(({ Action = [], ...statement }) => ({
          ...statement,
          Action: [Action].flat().filter((action) => action !== 's3:GetBucketTagging'),
        })),
      },
    }))

  test.each([
    ['the role has no permission', '', "by the policies of Cooper's role"],
    [
      'a service control policy denies it',
      'with an explicit deny in a service control policy',
      'by a service control policy of the organization',
    ],
  ])(
    '%s: unknown, with the permission and what denied it, and nothing is written',
    async (_reason, message, kind) => {
      const { aws, tag, arrive, open, records } = await deployWithBucket(
        {},
        message === '' ? { functions: withoutPermission() } : {},
      )
      const error = { code: 'AccessDenied', status: 403, message }
      if (message !== '') aws.fault({ operation: 'GetBucketTagging', error })
      await tag('all')
      expect((await arrive()).filter(isWrite)).toEqual([])
      expect(await open()).toEqual(ALL_OPEN)
      expect(records()).toMatchObject([
        {
          outcome: 'unknown',
          steps: [],
          remaining: [
            { control: 'sse-c', verdict: 'unknown' },
            { control: 'tls-only', verdict: 'unknown' },
          ],
        },
      ])
      expect(records()[0]?.remaining[0]?.reason).toContain(
        `could not determine whether the bucket is exempt: s3:GetBucketTagging was refused with AccessDenied, ${kind}`,
      )
    },
  )

  test('do not matter for a compliant bucket', async () => {
    const { createBucket, putPolicy, arrive, records } = await deploy({
      ...HELD,
      functions: withoutPermission(),
    })
    await createBucket()
    await putPolicy(policyOf(tlsOnlyStatement({ name: BUCKET, partition: 'aws' })))
    expect(await arrive()).toEqual(TWO_READS)
    expect(records()).toEqual([])
  })
})
