import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { policyOf } from '../support/builders.ts'
import { sample } from '../support/events.ts'
import { ACCOUNT, JOURNAL } from './account.ts'
import { type JournaledAccount, startJournaled } from './journaled-account.ts'

const BUCKET = 'www.example.org'

let account: JournaledAccount
beforeEach(async () => {
  account = await startJournaled(BUCKET)
})
afterEach(() => account.close())

const run = (...args: readonly string[]) => account.run(...args)

const messages = () => account.aws.messages().map(({ message }) => JSON.parse(message))

test('the command in the message undoes its own change, and every text has the name as it is', async () => {
  const event = sample('bucket-check-requested.json', ({ detail }) => {
    detail.bucket = BUCKET
  })
  const file = join(account.folder, 'event.json')
  writeFileSync(file, JSON.stringify(event))
  await run('replay', file)
  const [{ default: text, email }] = messages()
  const { id, undoCommand } = JSON.parse(text)
  expect(id).toBe(`sweep-20261120T031500Z-17793124-${BUCKET}`)
  expect(email).toContain(`S3 bucket ${BUCKET}`)
  expect(email).toContain(`arn:aws:s3:::${BUCKET}`)
  expect(email).not.toContain('www[')

  // A later change, which the command must leave alone.
  const stored = account.aws.bucket(BUCKET)
  if (stored) stored.encryption = undefined
  await run('fix', '--yes', BUCKET)
  expect(messages()).toHaveLength(2)

  const { stdout: history } = await run('history', BUCKET)
  expect(history).toContain(id)
  expect(history).not.toContain('www[')

  const command = undoCommand.replace(/^npx cooper /, '').split(' ')
  const { stdout, status } = await run(...command, '--yes')
  expect(stdout).toContain(`Undo ${id} `)
  expect(stdout).not.toContain('www[')
  expect(status).toBe(0)
  expect(stored?.policy).toBeUndefined()
  expect(stored?.encryption).toBeDefined()

  const again = await run(...command, '--yes')
  expect(again.stdout).toContain(`The change ${id} on ${BUCKET} was already undone`)
  expect(again.status).toBe(0)
  const { stdout: then } = await run('history', BUCKET)
  expect(then).toContain(`before the change ${id}`)
  for (const message of messages()) expect(message.email).not.toContain('www[')
  for (const output of [again.stdout, then]) expect(output).not.toContain('www[')

  const { stderr } = await run('undo', BUCKET, '--record', `${id}x`)
  expect(stderr).toContain(`Cannot read the file "${id}x"`)
})

test('an object of the journal that is not readable is named by its key', async () => {
  const key = `changes/account=${ACCOUNT}/bucket=${BUCKET}/cut-off.json`
  const stored = { body: Buffer.from('{'), etag: '"1"', headers: {}, modifiedAt: new Date() }
  account.aws.bucket(JOURNAL)?.objects.set(key, stored)
  const { stderr } = await run('history', BUCKET)
  expect(stderr).toContain(`it is skipped: ${key}\n`)
})

test.each([
  'check',
  'check --json',
  'check --csv -',
  'check --html -',
  'check --asff -',
  'fix --dry-run',
  'fix --yes',
])('%s prints the name as it is', async (line) => {
  const reader = { Effect: 'Allow', Principal: { AWS: '210987654321' }, Action: 's3:GetObject' }
  const Resource = `arn:aws:s3:::${BUCKET}/*`
  account.aws.storePolicy(BUCKET, policyOf({ ...reader, Resource }))
  const { stdout, stderr } = await run(...line.split(' '), BUCKET)
  expect(stdout).toContain(BUCKET)
  expect(`${stdout}${stderr}`).not.toContain('www[')
})
