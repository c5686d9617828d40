import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { KEY_ARN, OTHER_KEY_ARN, OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { BUCKET, deploy, HELD } from './deployed.ts'

const OWN = tlsOnlyStatement({ name: BUCKET, partition: 'aws' })
const ANOTHER = { ...OWNERS_STATEMENT, Sid: 'Another' }

/** Milliseconds before and after the developer's put. With them the second of that put surely lies between Cooper's read and write. */
const CERTAIN_GAP = 1300

type Account = Awaited<ReturnType<typeof deploy>>

/** A developer's put takes effect between Cooper's last read and its write. */
async function putMeanwhile(
  operation: 'PutBucketPolicy' | 'PutBucketEncryption',
  { aws, arrive }: Account,
  put: () => Promise<unknown>,
  half: number,
) {
  const meanwhile = async () => {
    await put()
    await pause(half)
  }
  aws.fault({ operation, delayMs: half, meanwhile })
  return arrive()
}

describe("a developer's policy that Cooper replaced", () => {
  const lost = async (half: number) => {
    const account = await deploy(HELD)
    await account.createBucket()
    await account.putPolicy(policyOf(OWNERS_STATEMENT))
    const put = () => account.putPolicy(policyOf(ANOTHER))
    const called = await putMeanwhile('PutBucketPolicy', account, put, half)
    expect(called).toContain('PutBucketPolicy')
    expect(await account.statements()).toEqual([OWNERS_STATEMENT, OWN])
    expect(account.records()).toMatchObject([{ outcome: 'remediated' }])
    return account
  }

  test('is restored when its event arrives, with what Cooper requires, and the message says why', async () => {
    const { arrive, statements, records, emails, journal } = await lost(CERTAIN_GAP)
    expect((await arrive()).filter((name) => name.startsWith('Put'))).toEqual(['PutBucketPolicy'])
    expect(await statements()).toEqual([ANOTHER, OWN])
    expect(records().at(-1)).toMatchObject({
      outcome: 'remediated',
      before: { policy: policyOf(OWNERS_STATEMENT, OWN) },
      steps: [{ status: 'done', step: { action: 'restore', attribute: 'policy' } }],
    })
    expect(emails().at(-1)).toContain(
      'The bucket policy of the call above was restored, together with what Cooper requires. Cooper had replaced it, because it read the bucket before that call.',
    )
    expect(journal()).toMatchObject([{ notified: ['sns'] }, { notified: ['sns'] }])
    // The same event again.
    expect((await arrive()).filter((name) => name.startsWith('Put'))).toEqual([])
    expect(records()).toHaveLength(2)
  })

  test('is reported with both versions, and not restored, if the times do not prove a lost update', async () => {
    const { arrive, statements, records, emails } = await lost(0)
    expect((await arrive()).filter((name) => name.startsWith('Put'))).toEqual([])
    expect(await statements()).toEqual([OWNERS_STATEMENT, OWN])
    expect(records().at(-1)).toMatchObject({ outcome: 'unknown', steps: [] })
    expect(emails().at(-1)).toMatch(
      /put it again\..*The call put:.*"Another".*The bucket now has:.*"Partner may read"/s,
    )
    await arrive()
    expect(records()).toHaveLength(2)
  })
})

const keyed = (KMSMasterKeyID: string) => ({
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } as const,
})

test("a developer's KMS key that Cooper replaced is restored, with the bucket key that Cooper requires", async () => {
  const account = await deploy(HELD)
  const { createBucket, putPolicy, putRule, encryption, arrive, records } = account
  await createBucket()
  await putPolicy(policyOf(OWN))
  await putRule(keyed(KEY_ARN))
  const put = () => putRule(keyed(OTHER_KEY_ARN))
  expect(await putMeanwhile('PutBucketEncryption', account, put, CERTAIN_GAP)).toContain(
    'PutBucketEncryption',
  )
  expect(await encryption()).toMatchObject({ ...keyed(KEY_ARN), BucketKeyEnabled: true })
  await arrive()
  expect(await encryption()).toMatchObject({ ...keyed(OTHER_KEY_ARN), BucketKeyEnabled: true })
  expect(records().at(-1)).toMatchObject({
    outcome: 'remediated',
    steps: [{ status: 'done', step: { action: 'restore', attribute: 'encryption' } }],
  })
})
