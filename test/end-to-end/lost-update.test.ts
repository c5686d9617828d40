import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { KEY_ARN, OTHER_KEY_ARN, OWNERS_STATEMENT, policyOf } from '../support/builders.ts'
import { BUCKET, deploy, HELD } from './deployed.ts'

const OWN = tlsOnlyStatement({ name: BUCKET, partition: 'aws' })
const ANOTHER = { ...OWNERS_STATEMENT, Sid: 'Another' }

/** Before and after the developer's put, in milliseconds: then its second of the clock lies within Cooper's window, whenever that begins. */
const SLOWLY = 1300

type Account = Awaited<ReturnType<typeof deploy>>

/** Between Cooper's last read and its write, a developer's put takes effect. */
async function meet(
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

describe("a developer's policy that Cooper wrote over", () => {
  const lost = async (half: number) => {
    const account = await deploy(HELD)
    await account.createBucket()
    await account.putPolicy(policyOf(OWNERS_STATEMENT))
    const put = () => account.putPolicy(policyOf(ANOTHER))
    const called = await meet('PutBucketPolicy', account, put, half)
    expect(called).toContain('PutBucketPolicy')
    expect(await account.statements()).toEqual([OWNERS_STATEMENT, OWN])
    expect(account.records()).toMatchObject([{ outcome: 'remediated' }])
    return account
  }

  test('is put back when its event comes, with what Cooper asks for, and the message says why', async () => {
    const { arrive, statements, records, emails, journal } = await lost(SLOWLY)
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
    // The event once more.
    expect((await arrive()).filter((name) => name.startsWith('Put'))).toEqual([])
    expect(records()).toHaveLength(2)
  })

  test('in so short a time that nobody can tell whether it did: nothing is written, and both versions are shown', async () => {
    const { arrive, statements, records, emails } = await lost(0)
    expect((await arrive()).filter((name) => name.startsWith('Put'))).toEqual([])
    expect(await statements()).toEqual([OWNERS_STATEMENT, OWN])
    expect(records().at(-1)).toMatchObject({ outcome: 'unknown', steps: [] })
    expect(emails().at(-1)).toMatch(
      /What to do: put it again.*It put:.*"Another".*Now there is:.*"Partner may read"/s,
    )
    await arrive()
    expect(records()).toHaveLength(2)
  })
})

const keyed = (KMSMasterKeyID: string) => ({
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } as const,
})

test("a developer's key that Cooper wrote over is put back, with the bucket key that Cooper asks for", async () => {
  const account = await deploy(HELD)
  const { createBucket, putPolicy, putRule, encryption, arrive, records } = account
  await createBucket()
  await putPolicy(policyOf(OWN))
  await putRule(keyed(KEY_ARN))
  const put = () => putRule(keyed(OTHER_KEY_ARN))
  expect(await meet('PutBucketEncryption', account, put, SLOWLY)).toContain('PutBucketEncryption')
  expect(await encryption()).toMatchObject({ ...keyed(KEY_ARN), BucketKeyEnabled: true })
  await arrive()
  expect(await encryption()).toMatchObject({ ...keyed(OTHER_KEY_ARN), BucketKeyEnabled: true })
  expect(records().at(-1)).toMatchObject({
    outcome: 'remediated',
    steps: [{ status: 'done', step: { action: 'restore', attribute: 'encryption' } }],
  })
})
