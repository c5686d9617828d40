import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JournalEntry } from '../../src/core/journal/entry.ts'
import { policyOf } from '../support/builders.ts'
import { sample } from '../support/events.ts'
import { ACCOUNT, type Account, addJournal, JOURNAL, startAccount } from './account.ts'
import { cooper, type Running, startCooper } from './run-cooper.ts'

const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:cooper`
const BUCKETS = ['bucket-1', 'bucket-2', 'bucket-3']

let account: Account
beforeEach(async () => {
  const kinds = BUCKETS.map((name) => ({ name, verdict: 'non-compliant', policy: null }) as const)
  account = await startAccount(kinds, { topics: [TOPIC] })
  addJournal(account)
})
afterEach(() => account.close())

const environment = () => ({ ...account.environment, TOPIC_ARN: TOPIC, JOURNAL_BUCKET: JOURNAL })

const entries = (): readonly JournalEntry[] =>
  [...(account.aws.bucket(JOURNAL)?.objects ?? [])].flatMap(([key, { body }]) =>
    /^(changes|holds)\//.test(key) ? [JSON.parse(body.toString())] : [],
  )

const hasPolicy = (name: string) => account.aws.bucket(name)?.policy !== undefined

const slowly = (operation: string) => account.aws.fault({ operation, delayMs: 2000, times: 99 })

async function until(isTrue: () => boolean) {
  while (!isTrue()) await new Promise((done) => setTimeout(done, 20))
}

const WAYS: ReadonlyArray<readonly [string, (running: Running) => void]> = [
  ['Ctrl-C', ({ kill }) => kill('SIGINT')],
  ['SIGTERM', ({ kill }) => kill('SIGTERM')],
  ['a lost terminal', ({ kill }) => kill('SIGHUP')],
  ['a closed pipe', ({ closeOutput }) => closeOutput()],
]

describe.each(WAYS)('%s finishes what is under way, and ends with 130:', (_, interrupt) => {
  test('fix', async () => {
    slowly('PutBucketPolicy')
    const args = ['fix', '--yes', '--json', '--concurrency', '1', ...BUCKETS]
    const running = startCooper(args, environment())
    await until(() => entries().length > 0)
    interrupt(running)
    const { status, stderr } = await running.ended
    expect(stderr).toContain('Cooper fixed 1 of 3 buckets; 0 failed.')
    expect(status).toBe(130)
    expect(entries()).toMatchObject([{ notified: ['sns'], record: { outcome: 'remediated' } }])
    expect(BUCKETS.filter(hasPolicy)).toEqual(['bucket-1'])
    expect(account.aws.messages()).toHaveLength(1)
  })

  test('replay', async () => {
    slowly('PutBucketPolicy')
    const events = BUCKETS.map((name) =>
      sample('create-bucket.json', ({ detail }) => {
        detail.requestParameters.bucketName = name
        detail.eventID = name
      }),
    )
    const file = join(account.folder, 'events.json')
    writeFileSync(file, JSON.stringify(events))
    const running = startCooper(['replay', file], environment())
    await until(() => entries().length > 0)
    interrupt(running)
    const { status } = await running.ended
    expect(status).toBe(130)
    expect(entries()).toMatchObject([{ notified: ['sns'], record: { outcome: 'remediated' } }])
    expect(BUCKETS.filter(hasPolicy)).toEqual(['bucket-1'])
  })

  test('undo', async () => {
    await cooper(['fix', '--yes', 'bucket-1'], environment())
    slowly('DeleteBucketPolicy')
    const running = startCooper(['undo', 'bucket-1', '--yes'], environment())
    await until(() => entries().length > 1)
    interrupt(running)
    const { status } = await running.ended
    expect(status).toBe(130)
    expect(entries()[1]).toMatchObject({ notified: ['sns'], record: { outcome: 'undone' } })
    expect(hasPolicy('bucket-1')).toBe(false)
  })
})

test('a second Ctrl-C ends it at once, and what it began is in progress for the next run', async () => {
  account.aws.fault({ operation: 'PutBucketPolicy', delayMs: 30_000, times: 1 })
  const running = startCooper(['fix', '--yes', 'bucket-1'], environment())
  await until(() => entries().length > 0)
  const again = setInterval(() => running.kill('SIGINT'), 100)
  const { status, stderr } = await running.ended
  clearInterval(again)
  expect(status).toBe(130)
  expect(stderr).toContain('Press Ctrl-C again to stop at once.')
  expect(entries()).toMatchObject([{ intent: { event: { name: 'CooperFix' } } }])
  expect(entries()[0]).not.toHaveProperty('record')
  const next = await cooper(['fix', '--yes', 'bucket-1'], environment())
  expect([next.status, next.stderr]).toEqual([1, expect.stringContaining('in progress')])
})

/** Runs a command line in a shell. Returns the exit code of the first command of its pipe. */
async function inPipe(line: string) {
  const child = spawn('bash', ['-c', `${line}; exit "\${PIPESTATUS[0]}"`], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...environment() },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { stdout, stderr, status }
}

const COOPER = `${process.execPath} dist/cooper.cjs`

test('fix into a pipe that is closed early ends with 130, and no bucket is left half done', async () => {
  slowly('PutBucketPolicy')
  const names = Array.from({ length: 12 }, (_, index) => `many-${index + 10}`)
  for (const name of names) account.add({ name, policy: null as never })
  const { stdout, status } = await inPipe(
    `${COOPER} fix --yes --json --concurrency 2 ${names.join(' ')} | head -1`,
  )
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'remediated' })
  expect(status).toBe(130)
  const fixed = names.filter(hasPolicy)
  expect(fixed.length).toBeLessThan(names.length)
  expect(entries().filter(({ notified }) => notified)).toHaveLength(fixed.length)
  expect(account.aws.messages()).toHaveLength(fixed.length)
})

describe('a reader whose pipe is closed early keeps the code of what it found:', () => {
  const policy = () => {
    const file = join(account.folder, 'policy.json')
    writeFileSync(
      file,
      JSON.stringify(
        policyOf({
          Effect: 'Allow',
          Resource: 'arn:aws:s3:::bucket-1/*',
          Principal: '*',
          Action: 's3:GetObject',
        }),
      ),
    )
    return file
  }

  test.each<[string, () => string, number]>([
    ['check', () => `check ${BUCKETS.join(' ')}`, 1],
    ['check --json', () => `check --json ${BUCKETS.join(' ')}`, 1],
    ['explain', () => `explain ${Array(300).fill(policy()).join(' ')}`, 1],
    ['history', () => 'history bucket-1', 0],
    ['impact, which finds no logs', () => `impact ${BUCKETS.join(' ')}`, 2],
  ])('%s', async (_, args, code) => {
    const { status, stderr } = await inPipe(`${COOPER} ${args()} | true`)
    expect(stderr).not.toMatch(/EPIPE|Error/)
    expect(status).toBe(code)
  })

  test('explain --ndjson, and it stops reading', async () => {
    const line = JSON.stringify({ id: 1, bucket: 'bucket-1', policy: null })
    const { status, stdout } = await inPipe(
      `{ ${COOPER} explain --ndjson < <(yes '${line}'); } | head -2`,
    )
    expect(stdout.trimEnd().split('\n')).toHaveLength(2)
    expect(status).toBe(1)
  })
})

test('an output that cannot be written is told, and the code is not 0', async () => {
  const { status, stderr } = await inPipe(`${COOPER} history bucket-1 > /dev/full`)
  expect(stderr).toContain('Cannot write to standard output (ENOSPC)')
  expect(status).toBe(2)
})
