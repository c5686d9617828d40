import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { taggingOf } from '../../src/local-aws/s3/configurations/tagging.ts'
import { bucketWaits, STACK, STACK_TAGS } from '../support/stacks.ts'
import { ACCOUNT, type Account, startAccount, storeBotSettings } from './account.ts'
import { cooper } from './run-cooper.ts'

const JOURNAL = 'cooper-journal'
const BUCKET = 'shop-uploads'
const PLACE = { account: ACCOUNT, region: 'us-east-1', partition: 'aws' }

let account: Account
beforeEach(async () => {
  account = await startAccount([{ name: BUCKET, verdict: 'non-compliant', policy: null }])
  account.aws.addBucket(newBucket({ name: JOURNAL, ...PLACE, createdAt: new Date() }))
  storeBotSettings(account, JOURNAL)
})
afterEach(() => account.close())

const run = (...args: readonly string[]) =>
  cooper(args, { ...account.environment, JOURNAL_BUCKET: JOURNAL })

/** A note of the bot that the bucket waits for its stack. */
const waits = (name = BUCKET) => bucketWaits(account.aws, JOURNAL, name)

const WAITS = 'The stack shop may not be finished'

/** Whether the run wrote nothing, neither to the bucket nor to the journal. */
const wroteNothing = () =>
  account.requests().every(({ operation }) => !/^(Put|Delete)/.test(operation))

describe('a bucket that waits for its stack', () => {
  test('check calls it exempt, with the stack', async () => {
    waits()
    const { stdout, status } = await run('check', BUCKET)
    expect(stdout).toContain(WAITS)
    expect(stdout).not.toContain('Cooper would add')
    expect(status).toBe(0)
    const json = await run('check', '--json', BUCKET)
    const { verdict, findings } = JSON.parse(json.stdout)
    const exemption = expect.objectContaining({ by: 'settling' })
    expect(verdict).toBe('exempt')
    expect(findings).toContainEqual(expect.objectContaining({ control: 'tls-only', exemption }))
    expect(wroteNothing()).toBe(true)
  })

  test.each([
    ['of its name', [BUCKET]],
    ['of all buckets', []],
  ])('fix %s says why it is not fixed, and ends with 1', async (_, names) => {
    waits()
    const { stdout, stderr, status } = await run('fix', '--yes', '--no-notify', ...names)
    expect(stdout).toContain(`left alone: tls-only: ${WAITS}`)
    expect(stderr).toContain('There is nothing to fix. 1 bucket whose deployment may not be')
    expect(status).toBe(1)
    expect(wroteNothing()).toBe(true)
  })

  test('fix changes the encryption, and says that the policy waits', async () => {
    const other = 'shop-logs'
    account.add({
      name: other,
      policy: null,
      spoilt: (bucket) => {
        bucket.encryption = undefined
      },
    })
    waits(other)
    const { stdout, status } = await run('fix', '--yes', '--no-notify', other)
    expect(stdout).toContain(`${other}  remediated`)
    expect(stdout).toContain(WAITS)
    expect(status).toBe(1)
    expect(account.aws.bucket(other)).toMatchObject({ policy: undefined })
    expect(account.aws.bucket(other)?.encryption).toBeDefined()
  })

  test('without a note of the bot, fix changes it', async () => {
    const { stdout } = await run('fix', '--yes', '--no-notify', BUCKET)
    expect(stdout).toContain(`${BUCKET}  remediated`)
  })
})

test('a dry run of a replay waits for the stack, and leaves no note', async () => {
  const stored = account.aws.bucket(BUCKET)
  if (stored) stored.tags = taggingOf(STACK_TAGS)
  const file = join(account.folder, 'event.json')
  const detail = {
    eventVersion: '1.09',
    eventTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 's3.amazonaws.com',
    eventName: 'CreateBucket',
    eventID: '2f9bd1a6-5f0c-4a8e-9d6c-1d8a3b1f7c55',
    awsRegion: 'us-east-1',
    sourceIPAddress: 'cloudformation.amazonaws.com',
    userAgent: 'cloudformation.amazonaws.com',
    userIdentity: { type: 'AssumedRole', invokedBy: 'cloudformation.amazonaws.com' },
    requestParameters: { bucketName: BUCKET },
    recipientAccountId: ACCOUNT,
  }
  const event = {
    ...{ version: '0', id: detail.eventID, source: 'aws.s3', account: ACCOUNT },
    ...{ 'detail-type': 'AWS API Call via CloudTrail', region: 'us-east-1', resources: [] },
    ...{ time: detail.eventTime, detail },
  }
  writeFileSync(file, JSON.stringify(event))
  const { stdout } = await run('replay', '--dry-run', file)
  expect(stdout).toContain('settling')
  expect(stdout).toContain(WAITS)
  expect(wroteNothing()).toBe(true)
})

test('a replay ignores the end of a stack, and says what to do', async () => {
  const file = join(account.folder, 'event.json')
  const event = {
    source: 'aws.cloudformation',
    'detail-type': 'CloudFormation Stack Status Change',
    detail: { 'stack-id': STACK.id, 'status-details': { status: 'CREATE_COMPLETE' } },
  }
  writeFileSync(file, JSON.stringify(event))
  const { stdout, status } = await run('replay', '--no-notify', file)
  expect(stdout).toContain('ignored: The end of a stack')
  expect(stdout).toContain('npx cooper check')
  expect(status).toBe(1)
})
