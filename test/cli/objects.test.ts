import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BucketObjects } from '../../src/core/objects/bucket-objects.ts'
import type { InventoryFacts } from '../../src/local-aws/s3/inventory/write-inventory.ts'
import type { MadeObject } from '../../src/local-aws/s3/objects/store/made-object.ts'
import { type Account, startAccount } from './account.ts'
import { cooper } from './run-cooper.ts'

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const OTHER = 'arn:aws:kms:us-east-1:123456789012:key/99999999-12ab-34cd-56ef-1234567890ab'

const kms = (keyId: string, bucketKey = false) => ({
  algorithm: 'aws:kms' as const,
  keyId,
  bucketKey,
})
const byClient = (metadata: Readonly<Record<string, string>>) => ({ body: 'x', metadata })

/** How many objects of each kind the bucket has: 5,000 in all. */
const STORED: readonly (readonly [name: string, count: number, object: MadeObject])[] = [
  ['none', 700, { body: 'none', encryption: 'none' }],
  ['s3', 1800, { body: 'sse-s3' }],
  ['kms', 900, { body: 'kms', encryption: kms(KEY) }],
  ['keyed', 600, { body: 'kms', encryption: kms(KEY, true) }],
  ['other', 300, { body: 'kms', encryption: kms(OTHER) }],
  ['dsse', 100, { body: 'dsse', encryption: { algorithm: 'aws:kms:dsse', keyId: KEY } }],
  ['sse-c', 200, { body: 'sse-c', encryption: 'sse-c' }],
  ['v1', 100, byClient({ 'x-amz-key': 'k', 'x-amz-iv': 'i' })],
  ['v2', 100, byClient({ 'x-amz-key-v2': 'k', 'x-amz-wrap-alg': 'kms' })],
  ['v3', 100, byClient({ 'x-amz-c': '115', 'x-amz-3': 'k' })],
  ['beside', 50, { body: 'x' }],
]
const INSTRUCTIONS = 50

type InventoryField = NonNullable<InventoryFacts['fields']>[number]

let account: Account
beforeAll(async () => {
  account = await startAccount([])
  for (const name of ['store', 'inventories', 'empty', 'clients']) account.add({ name })
  const { aws } = account
  for (const [name, count, object] of STORED) {
    for (let index = 0; index < count; index += 1) {
      aws.storeObject('store', `${name}/${index} ü+%`, object)
    }
  }
  for (let index = 0; index < INSTRUCTIONS; index += 1) {
    const file = byClient({ 'x-amz-crypto-instr-file': '' })
    aws.storeObject('store', `beside/${index} ü+%.instruction`, file)
  }
  aws.storeObject('clients', 'a', byClient({ 'x-amz-key-v2': 'k' }))
  aws.storeObject('clients', 'b', { body: 'plain' })
  aws.storeObject('clients', 'c', { body: 'x' })
  aws.storeObject('clients', 'c.instruction', byClient({ 'x-amz-crypto-instr-file': '' }))
  const tags = aws.bucket('clients')
  if (tags) tags.tags = { TagSet: { Tag: { Key: 'cooper:objects', Value: 'client-side' } } }
})
afterAll(() => account.close())

const objects = (...args: readonly string[]) => cooper(['objects', ...args], account.environment)

async function counted(...args: readonly string[]): Promise<BucketObjects> {
  const { stdout, stderr } = await objects(...args, '--json')
  expect(stderr).not.toContain('Cannot')
  return JSON.parse(stdout)
}

const counts = ({ classes }: BucketObjects) =>
  classes.map(({ encryption, kmsKey, bucketKey, clientSide, objects: count }) => [
    [encryption, kmsKey && (kmsKey === KEY ? 'key' : 'other'), bucketKey && 'keyed', clientSide]
      .filter(Boolean)
      .join(' '),
    count,
  ])

describe('cooper objects --all', () => {
  test('classifies each object exactly, and counts what the settings do not allow', async () => {
    const found = await counted(
      ...['store', '--all', '--set', 'DEFAULT_ENCRYPTION=sse-kms', '--set', `KMS_KEY_ARN=${KEY}`],
      ...['--set', `KMS_KEYS_ALLOWED=${KEY}`, '--set', 'SSE_C=block'],
    )
    expect(found).toMatchObject({
      ...{ by: 'all', objects: 5000, inspected: 5000, verdict: 'non-compliant' },
      // 300 by their metadata, and 50 by a file beside them.
      clientSide: 350,
      // Not encrypted, SSE-S3 in all its kinds, another key, SSE-C.
      short: 700 + 1850 + 300 + 50 + 300 + 200,
    })
    expect(counts(found)).toEqual([
      ['none', 700],
      ['sse-c', 200],
      ['sse-s3', 1850],
      ['sse-s3 v1', 100],
      ['sse-s3 v2', 100],
      ['sse-s3 v3', 100],
      ['sse-s3 key-file', 50],
      ['sse-kms key', 900],
      ['sse-kms key keyed', 600],
      ['sse-kms other', 300],
      ['dsse-kms key', 100],
    ])
    const other = found.classes.find(({ shortfall }) => shortfall === 'key')
    expect(other?.examples[0]).toMatch(/^other\//)
  })

  test('a prefix', async () => {
    const found = await counted('store', '--all', '--prefix', 'keyed/')
    expect(counts(found)).toEqual([['sse-kms key keyed', 600]])
    expect(found.verdict).toBe('compliant')
  })

  test('an empty bucket', async () => {
    const { status, stdout } = await objects('empty', '--all')
    expect(status).toBe(0)
    expect(stdout).toContain('no objects')
  })

  test('earlier versions, and no delete markers', async () => {
    account.add({ name: 'versions' })
    const bucket = account.aws.bucket('versions')
    if (bucket) bucket.versioning = 'Enabled'
    account.aws.storeObject('versions', 'a', { body: '1', encryption: 'none' })
    account.aws.storeObject('versions', 'a', { body: '2' })
    expect(counts(await counted('versions', '--all'))).toEqual([['sse-s3', 1]])
    expect(counts(await counted('versions', '--all', '--versions'))).toEqual([
      ['none', 1],
      ['sse-s3', 1],
    ])
  })

  test('a bucket whose owner expects client-side encryption, by its tag', async () => {
    const found = await counted('clients', '--all')
    expect(found).toMatchObject({ expectsClientSide: true, short: 1, clientSide: 2 })
    const short = found.classes.filter(({ shortfall }) => shortfall)
    expect(short).toMatchObject([{ shortfall: 'not-client-side', examples: ['b'] }])
  })

  test('every bucket with --client-side expect, and with CLIENT_SIDE', async () => {
    const found = await counted('store', '--all', '--prefix', 'v2/', '--client-side', 'expect')
    expect(found.short).toBe(0)
    const environment = { ...account.environment, CLIENT_SIDE: 'expect' }
    const args = ['objects', 'store', '--all', '--prefix', 'dsse/', '--json']
    const { stdout, status } = await cooper(args, environment)
    expect(JSON.parse(stdout).short).toBe(100)
    expect(status).toBe(1)
  })
})

describe('cooper objects --sample', () => {
  test('costs as many requests as it inspects objects, and says the range', async () => {
    account.requests()
    const found = await counted('store', '--sample', '400')
    const heads = account.requests().filter(({ operation }) => operation === 'HeadObject')
    expect(heads).toHaveLength(400)
    expect(found).toMatchObject({ by: 'sample', objects: 5000, inspected: 400 })
    const { low = 0, high = 0 } = found.shortRange ?? {}
    expect(low).toBeGreaterThan(300)
    expect(high).toBeLessThan(1300)
  })

  test('a sample of all is exact', async () => {
    const found = await counted('store', '--prefix', 'beside/', '--sample', '1000')
    expect(found).toMatchObject({ inspected: 100, objects: 100, short: 0, verdict: 'compliant' })
    expect(found.shortRange).toBeUndefined()
  })

  test('nothing found in a sample is not compliant, and ends with 0', async () => {
    const { status, stdout } = await objects('store', '--prefix', 's3/', '--sample', '20')
    expect(status).toBe(0)
    expect(stdout).toMatch(/^\? store .* 20 objects inspected: 0 to \d+ do not meet the settings\n/)
  })
})

describe('cooper objects --inventory', () => {
  const write = (fields: readonly InventoryField[]) =>
    account.aws.writeInventory('store', {
      ...{ destination: 'inventories', prefix: 'p', rowsPerFile: 1700 },
      fields: ['Size', ...fields],
    })

  test('counts by the files of the inventory, and asks for no object', async () => {
    write(['EncryptionStatus', 'BucketKeyStatus'])
    account.requests()
    const found = await counted('store', '--inventory', 's3://inventories/p/store/')
    expect(account.requests().map(({ operation }) => operation)).not.toContain('HeadObject')
    expect(counts(found)).toEqual([
      ['none', 700],
      ['sse-c', 200],
      ['sse-s3', 2200],
      ['sse-kms', 1200],
      ['sse-kms keyed', 600],
      ['dsse-kms', 100],
    ])
    expect(found.notes.join()).toContain('An inventory does not name keys')
  })

  test.each([
    [
      'without the encryption',
      () => `s3://inventories/${write([])}`,
      'store',
      'it has no column EncryptionStatus',
    ],
    [
      'of another bucket',
      () => `s3://inventories/${write(['EncryptionStatus'])}`,
      'empty',
      'it is of bucket "store"',
    ],
    ['that is not there', () => 's3://inventories/none/', 'store', 'Cannot find a manifest.json'],
    [
      'in a bucket that is not there',
      () => 's3://no-such-bucket/x/',
      'store',
      'Cannot find bucket "no-such-bucket"',
    ],
  ])('an inventory %s is refused', async (_, address, bucket, problem) => {
    const { status, stderr } = await objects(bucket, '--inventory', address())
    expect(stderr).toContain(problem)
    expect(status).toBe(2)
  })
})

describe('outputs and errors', () => {
  test('the table, CSV and the page', async () => {
    account.aws.storeObject('empty', '<b>\u001b[31m.txt', { body: 'x', encryption: 'none' })
    const [csv, html] = [join(account.folder, 'o.csv'), join(account.folder, 'o.html')]
    const { status, stdout } = await objects('empty', '--csv', csv, '--html', html)
    expect(status).toBe(1)
    expect(stdout).toContain('✗ empty')
    expect(stdout).toContain('1  not encrypted — not encrypted')
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    const rows: Record<string, string>[] = parse(readFileSync(csv, 'utf8'), { columns: true })
    expect(rows).toMatchObject([
      { bucket: 'empty', encryption: 'none', count: '1', shortfall: 'unencrypted' },
    ])
    const page = readFileSync(html, 'utf8')
    expect(page).toContain('&lt;b&gt;')
    expect(page).not.toMatch(/<script|<b>/)
  })

  test('a bucket whose objects cannot be read is unknown, and ends with 1', async () => {
    account.add({ name: 'closed', policy: { Version: '2012-10-17', Statement: [DENY] } })
    account.aws.storeObject('closed', 'a', { body: 'x' })
    const { status, stdout } = await objects('closed')
    expect(stdout).toContain('HeadObject was denied. Allow s3:GetObject')
    expect(status).toBe(1)
  })

  test.each<[reason: string, args: readonly string[], problem: string]>([
    ['--all with --sample', ['store', '--all', '--sample', '5'], 'cannot be used with'],
    ['an inventory of no bucket', ['--inventory', 's3://a-bucket/b/'], 'name it'],
    ['a wrong address', ['store', '--inventory', 'http://x'], 'It must be s3://BUCKET/KEY'],
    ['two outputs', ['store', '--json', '--csv', '-'], 'standard output takes one'],
    ['no such bucket', ['no-such-bucket'], 'no-such-bucket'],
  ])('%s ends with 2', async (_, args, problem) => {
    const { status, stderr } = await objects(...args)
    expect(stderr).toContain(problem)
    expect(status).toBe(2)
  })
})

const DENY = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::closed/*',
}
