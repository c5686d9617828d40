import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Account, addJournal, JOURNAL, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

const HERE = 'no-policy'
const ABROAD = 'no-policy-in-ireland'

let account: Account
beforeEach(async () => {
  account = await startAccount([
    { name: HERE, verdict: 'non-compliant', policy: null },
    { name: ABROAD, verdict: 'non-compliant', policy: null, region: 'eu-west-1' },
  ])
  addJournal(account)
})
afterEach(() => account.close())

const run = (...args: readonly string[]) =>
  cooper(args, { ...account.environment, JOURNAL_BUCKET: JOURNAL })

const unknownIn = (regions: string) =>
  `The journal is that of us-east-1: settings of a bot in ${regions}, and holds and flapping in its own journal, are not known.`

test.each<[string, readonly string[], string | undefined]>([
  ['check of one region', ['check'], undefined],
  ['check of all regions', ['check', '--all-regions'], 'other regions'],
  ['check of a region besides', ['check', '-r', 'us-east-1', '-r', 'eu-west-1'], 'eu-west-1'],
  ['fix of a bucket in the region of the journal', ['fix', HERE, '--dry-run'], undefined],
  ['fix of a bucket in another region', ['fix', ABROAD, '--dry-run'], 'eu-west-1'],
  ['fix of all regions', ['fix', '--all-regions', '--dry-run'], 'other regions'],
])('%s', async (_, args, where) => {
  const { stderr } = await run(...args)
  if (where) expect(stderr).toContain(unknownIn(where))
  else expect(stderr).not.toContain('are not known')
})

test('undo says before the question that a Cooper in the region of the bucket does not know of the hold', async () => {
  await run('fix', ABROAD, HERE, '--yes', '--no-notify')
  const NOTE = `The hold is in the journal of us-east-1, and ${ABROAD} is in eu-west-1`
  const outlook = await run('undo', ABROAD, '--dry-run')
  expect(outlook.stderr).toContain(NOTE)
  const undone = await run('undo', ABROAD, '--yes', '--json')
  expect(undone.stderr).toContain(NOTE)
  expect(JSON.parse(undone.stdout)).toMatchObject({ undone: true })
  const here = await run('undo', HERE, '--yes')
  expect(here.stderr).not.toContain('The hold is in the journal')
  expect(here.status).toBe(0)
})
