import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf } from './support.ts'

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1'
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
  const { s3 } = clientsOf(aws)
  for (const Bucket of ['source', 'inventories']) await s3.createBucket({ Bucket })
})
afterAll(() => aws.close())

const bodyOf = (key: string) => aws.bucket('inventories')?.objects.get(key)?.body ?? Buffer.from('')

it('an inventory has a row an object, in files that its manifest names', () => {
  aws.storeObject('source', 'a b', { body: 'xy' })
  aws.storeObject('source', 'none', { body: '', encryption: 'none' })
  const encryption = { algorithm: 'aws:kms', keyId: KEY, bucketKey: true } as const
  aws.storeObject('source', 'kms', { body: '', encryption })
  const key = aws.writeInventory('source', {
    ...{ destination: 'inventories', prefix: 'p', rowsPerFile: 2 },
    fields: ['Size', 'EncryptionStatus', 'BucketKeyStatus'],
  })
  expect(key).toMatch(/^p\/source\/all\/\d{4}-\d\d-\d\dT\d\d-\d\dZ\/manifest\.json$/)
  const manifest = JSON.parse(bodyOf(key).toString())
  expect(manifest).toMatchObject({
    ...{ sourceBucket: 'source', destinationBucket: 'arn:aws:s3:::inventories' },
    ...{ fileFormat: 'CSV', fileSchema: 'Bucket, Key, Size, EncryptionStatus, BucketKeyStatus' },
  })
  const checksum = bodyOf(key.replace('.json', '.checksum')).toString().trim()
  expect(checksum).toBe(createHash('md5').update(bodyOf(key)).digest('hex'))
  const rows = manifest.files.map((file: { key: string; MD5checksum: string }) => {
    const body = bodyOf(file.key)
    expect(createHash('md5').update(body).digest('hex')).toBe(file.MD5checksum)
    return parse(gunzipSync(body))
  })
  expect(rows).toEqual([
    [
      ['source', 'a%20b', '2', 'SSE-S3', ''],
      ['source', 'none', '0', 'NOT-SSE', ''],
    ],
    [['source', 'kms', '0', 'SSE-KMS', 'ENABLED']],
  ])
})

it('an inventory of all versions has delete markers too', async () => {
  const bucket = aws.bucket('source')
  bucket?.objects.clear()
  if (bucket !== undefined) bucket.versioning = 'Enabled'
  aws.storeObject('source', 'key', { body: 'x' })
  await clientsOf(aws).s3.deleteObject({ Bucket: 'source', Key: 'key' })
  const facts = { destination: 'inventories', fields: ['EncryptionStatus'] } as const
  const manifest = JSON.parse(
    bodyOf(aws.writeInventory('source', { ...facts, allVersions: true })).toString(),
  )
  const rows = parse(gunzipSync(bodyOf(manifest.files[0].key)))
  expect(rows.map((row) => row.slice(3))).toEqual([
    ['true', 'true', ''],
    ['false', 'false', 'SSE-S3'],
  ])
})
