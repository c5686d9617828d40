import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

let account: Account
let baseline: string
const file = (name: string) => join(account.folder, name)
const check = (...args: readonly string[]) => cooper(['check', ...args], account.environment)

beforeAll(async () => {
  account = await startAccount([])
  account.add({ name: 'stays-open', policy: null })
  account.add({ name: 'gets-fixed', policy: null })
  account.add({ name: 'stays-well' })
  baseline = file('earlier.json')
  const { stdout } = await check('--json')
  writeFileSync(baseline, stdout)
})
afterAll(() => account.close())

describe('a check against an earlier one', () => {
  test('does not fail where nothing is new, and fails where it is not compared', async () => {
    const { status, stdout } = await check('--baseline', baseline)
    expect(status).toBe(0)
    expect(stdout).toContain('Since the earlier check: 0 new, 0 solved, 2 still open')
    expect((await check()).status).toBe(1)
    expect((await check('--since', baseline)).status).toBe(1)
  })

  test('tells what is new and what is solved, in the table, the page and JSON, and fails', async () => {
    account.add({
      name: 'is-new',
      policy: null,
      spoilt: (bucket) => {
        bucket.tags = { TagSet: { Tag: { Key: 'team', Value: 'media' } } }
      },
    })
    account.aws.storePolicy(
      'gets-fixed',
      JSON.parse(
        account.aws.bucket('stays-well')?.policy?.text.replaceAll('stays-well', 'gets-fixed') ??
          '{}',
      ),
    )
    const { status, stdout } = await check('--baseline', baseline, '--html', file('report.html'))
    expect(status).toBe(1)
    expect(stdout).toContain('Since the earlier check: 1 new, 1 solved, 1 still open')
    expect(stdout).toMatch(/is-new[\s\S]*New: tls-only\./)
    expect(stdout).toMatch(/gets-fixed[\s\S]*Solved: tls-only\./)
    const page = readFileSync(file('report.html'), 'utf8')
    expect(page).toContain('Since the earlier check: 1 new, 1 solved, 1 still open.')
    expect(page).toContain('"changes":{"new":[4],"solved":[],"still":[]}')
    const json = (await check('--json', '--since', baseline)).stdout.trim().split('\n')
    const changes = json
      .map((line) => JSON.parse(line))
      .map(({ bucket, changes }) => [bucket.name, changes])
    expect(Object.fromEntries(changes)).toEqual({
      'is-new': { new: ['tls-only'], solved: [], still: [] },
      'gets-fixed': { new: [], solved: ['tls-only'], still: [] },
      'stays-open': { new: [], solved: [], still: ['tls-only'] },
      'stays-well': { new: [], solved: [], still: [] },
    })
  })

  test.each([
    ['no such file', 'none.json', undefined, 'ENOENT'],
    ['no JSON', 'text.json', 'hello\n', 'line 1 is not a line of \\"check --json\\"'],
    [
      'another JSON',
      'other.json',
      '{"bucket":{"name":"a","account":"1"},"findings":[]}\n{"verdict":"x"}\n',
      'line 2 is not',
    ],
  ])('names a wrong file: %s', async (_reason, name, content, message) => {
    if (content !== undefined) writeFileSync(file(name), content)
    const { status, stderr } = await check('--since', file(name))
    expect(status).toBe(2)
    expect(stderr).toContain(name)
    expect(stderr).toContain(message.replaceAll('\\"', '"'))
  })
})

test('--tags reads the tags that are asked for, with one more request for each bucket', async () => {
  account.requests()
  await check('--csv', file('tags.csv'), '--tags', 'team,owner', 'is-new', 'stays-well')
  const reads = account.requests().filter(({ operation }) => operation === 'GetBucketTagging')
  // A bucket that is not compliant has its tags read for exemptions, too.
  expect(reads.map(({ bucket }) => bucket).toSorted()).toEqual(['is-new', 'is-new', 'stays-well'])
  const rows: Record<string, string>[] = parse(readFileSync(file('tags.csv'), 'utf8'), {
    columns: true,
  })
  expect(
    new Set(rows.map((row) => `${row.bucket} ${row['tag:team']} ${row['tag:owner']}`)),
  ).toEqual(new Set(['is-new media ', 'stays-well  ']))
})

test('a region that does not exist is an error that names it', async () => {
  const { AWS_ENDPOINT_URL: _, ...environment } = account.environment
  const { status, stderr, stdout } = await cooper(['check', '--region', 'eu-wset-1'], environment)
  expect(status).toBe(2)
  expect(stderr).toContain('There is no region "eu-wset-1"')
  expect(stdout).toBe('')
})
