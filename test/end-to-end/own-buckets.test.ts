import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uploadHeaderStatement } from '../../src/core/statements/cooper-statements.ts'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { taggingOf } from '../../src/local-aws/s3/configurations/tagging.ts'
import { created } from '../bench/one-event.ts'
import { type Account, startAccount } from '../cli/account.ts'
import { cooper } from '../cli/run-cooper.ts'
import { policyOf } from '../support/builders.ts'
import { BUCKET, deploy, HELD, JOURNAL } from './deployed.ts'

const STRICT = { uploadEncryption: 'explicit', defaultEncryption: 'sse-kms', sseC: 'block' }
const OTHER_JOURNAL = 'cooper-prod-journal-123456789012-us-east-1-an'
const PLACE = { account: '123456789012', region: 'us-east-1', partition: 'aws' }

/** The journal of another stage, as its stack made it. */
const otherJournal = () =>
  Object.assign(newBucket({ ...PLACE, name: OTHER_JOURNAL, createdAt: new Date() }), {
    tags: taggingOf({ Application: 'cooper', 'cooper:own': 'journal' }),
  })

describe('the bot with strict settings', () => {
  test('leaves the journal of another stage alone, and notifies nobody', async () => {
    const { aws, output, operations } = await deploy({ ...HELD, params: STRICT })
    aws.addBucket(otherJournal())
    aws.deliver(created(OTHER_JOURNAL, PLACE))
    await aws.settled()
    expect(aws.bucket(OTHER_JOURNAL)).toMatchObject({ policy: undefined })
    expect(aws.messages()).toEqual([])
    expect(operations().filter((name) => !name.startsWith('Get'))).toEqual([])
    expect(output().join('\n')).toContain('belongs to a Cooper by its tag cooper:own')
  })

  test('works with a journal whose policy demands an encryption header', async () => {
    const { aws, createBucket, arrive, journal } = await deploy(HELD)
    const address = { name: JOURNAL, partition: 'aws' }
    aws.storePolicy(JOURNAL, policyOf(uploadHeaderStatement(address)))
    await createBucket()
    await arrive()
    expect(aws.bucket(BUCKET)?.policy?.text).toContain('CooperTlsOnly')
    expect(journal()).toMatchObject([{ record: { outcome: 'remediated' }, notified: ['sns'] }])
  })
})

describe('the command with strict settings', () => {
  const TOPIC = `arn:aws:sns:us-east-1:${PLACE.account}:cooper`
  let account: Account
  beforeAll(async () => {
    account = await startAccount([], { topics: [TOPIC] })
    account.aws.addBucket(otherJournal())
    account.aws.addBucket(newBucket({ ...PLACE, name: JOURNAL, createdAt: new Date() }))
  })
  afterAll(() => account.close())

  const run = (...args: readonly string[]) =>
    cooper(args, {
      ...account.environment,
      ...{ TOPIC_ARN: TOPIC, UPLOAD_ENCRYPTION: 'explicit', SSE_C: 'block' },
    })

  test.each([
    ['fix', ['fix', '--yes', '--shell-settings', '--journal', JOURNAL, JOURNAL, OTHER_JOURNAL]],
    ['fix of all buckets', ['fix', '--yes', '--shell-settings', '--journal', JOURNAL]],
  ])('%s changes no journal', async (_, args) => {
    const { stderr, status } = await run(...args)
    expect(stderr).toContain('There is nothing to fix')
    expect(status).toBe(0)
    expect(account.aws.bucket(JOURNAL)?.policy).toBeUndefined()
    expect(account.aws.bucket(OTHER_JOURNAL)?.policy).toBeUndefined()
  })

  test('replay changes no journal of another stage', async () => {
    const file = join(account.folder, 'event.json')
    writeFileSync(file, JSON.stringify(created(OTHER_JOURNAL, PLACE)))
    const { stdout } = await run('replay', '--shell-settings', '--journal', JOURNAL, file)
    expect(stdout).toContain(`${OTHER_JOURNAL}  exempt`)
    expect(account.aws.bucket(OTHER_JOURNAL)?.policy).toBeUndefined()
  })

  test('check calls it exempt, with the reason', async () => {
    const { stdout, status } = await run('check', '--json', OTHER_JOURNAL)
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'exempt' })
    expect(stdout).toContain('by its tag cooper:own')
    expect(status).toBe(0)
  })
})
