import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sample } from '../support/events.ts'
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

  const { stderr } = await run('undo', BUCKET, '--record', `${id}x`)
  expect(stderr).toContain(`Cannot read the file "${id}x"`)
})
