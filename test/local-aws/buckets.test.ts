import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { createBuckets } from '../../src/local-aws/s3/buckets.ts'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, failureOf, outcomeOf, signed } from './support.ts'

let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
})
afterAll(() => aws.close())

const create = (Bucket: string, region = 'us-east-1', LocationConstraint?: string) =>
  clientsOf(aws, { region }).s3.createBucket({
    Bucket,
    ...(LocationConstraint && { CreateBucketConfiguration: { LocationConstraint } }),
  } as Parameters<ReturnType<typeof clientsOf>['s3']['createBucket']>[0])

const send = (method: string, path: string, options: { region?: string } = {}) =>
  fetch(aws.httpUrl + path, { method, headers: signed(options) })

describe('CreateBucket', () => {
  it.each([
    ['in capital letters', 'Bucket'],
    ['of two letters', 'ab'],
    ['of 64 letters', 'a'.repeat(64)],
    ['with an underscore', 'my_bucket'],
    ['like an IP address', '192.168.5.4'],
    ['with two dots in a row', 'my..bucket'],
    ['ending in a hyphen', 'bucket-'],
    ['of an access point alias', 'bucket-s3alias'],
  ])('refuses a name %s', async (_, name) => {
    expect(await failureOf(create(name))).toMatchObject({ name: 'InvalidBucketName', status: 400 })
  })

  it.each([
    ['its own region', 'eu-west-1', 'eu-west-1', 'eu-west-1'],
    ['any region from us-east-1', 'us-east-1', 'ap-south-1', 'ap-south-1'],
    ['EU as eu-west-1', 'us-east-1', 'EU', 'eu-west-1'],
    ['us-east-1 without a constraint', 'us-east-1', undefined, 'us-east-1'],
  ])('accepts %s', async (_, region, constraint, expected) => {
    const name = `in-${region}-${constraint}`.toLowerCase()
    await create(name, region, constraint)
    expect(aws.bucket(name)?.region).toBe(expected)
  })

  it.each([
    [
      'another region than the endpoint',
      'eu-west-1',
      'us-west-2',
      'IllegalLocationConstraintException',
    ],
    ['us-east-1 as a constraint', 'us-east-1', 'us-east-1', 'InvalidLocationConstraint'],
    ['a region that does not exist', 'us-east-1', 'moon', 'InvalidLocationConstraint'],
  ])('refuses %s', async (_, region, constraint, code) => {
    expect(await failureOf(create('nowhere', region, constraint))).toMatchObject({
      name: code,
      status: 400,
    })
  })

  // The SDK would not send these: it uses another endpoint for directory buckets, and adds the constraint by itself.
  it.each([
    ['a directory bucket', 'us-east-1', 'bucket--use1-az4--x-s3', 'InvalidBucketName'],
    [
      'no constraint outside us-east-1',
      'eu-west-1',
      'nowhere',
      'IllegalLocationConstraintException',
    ],
  ])('refuses %s', async (_, region, name, code) => {
    const response = await send('PUT', `/${name}`, { region })
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(code)])
  })

  it('succeeds twice in us-east-1, and in no other region', async () => {
    await create('again')
    await create('again')
    await create('again-eu', 'eu-west-1', 'eu-west-1')
    const failure = await failureOf(create('again-eu', 'eu-west-1', 'eu-west-1'))
    expect(failure).toMatchObject({ name: 'BucketAlreadyOwnedByYou', status: 409 })
  })

  it('refuses a name that another account uses', async () => {
    await create('taken')
    const { s3 } = clientsOf(aws, { accessKeyId: '210987654321' })
    expect(await outcomeOf(s3.createBucket({ Bucket: 'taken' }))).toBe('BucketAlreadyExists')
  })

  it('refuses other accounts', async () => {
    const response = await fetch(`${aws.httpUrl}/stranger`, { method: 'PUT' })
    expect(response.status).toBe(403)
  })
})

describe('DeleteBucket', () => {
  it('refuses a bucket that is not empty', async () => {
    const { s3 } = clientsOf(aws)
    const Bucket = 'emptied'
    await s3.createBucket({ Bucket })
    await s3.putObject({ Bucket, Key: 'key', Body: 'content' })
    expect(await failureOf(s3.deleteBucket({ Bucket }))).toMatchObject({
      name: 'BucketNotEmpty',
      status: 409,
    })
    await s3.deleteObject({ Bucket, Key: 'key' })
    await s3.deleteBucket({ Bucket })
    expect(await failureOf(s3.headBucket({ Bucket }))).toMatchObject({
      name: 'NotFound',
      status: 404,
    })
  })
})

describe('a bucket in another region', () => {
  it('is found by clients that follow redirects, for all calls', async () => {
    await create('far-away', 'eu-central-1', 'eu-central-1')
    const { s3 } = clientsOf(aws)
    expect((await s3.headBucket({ Bucket: 'far-away' })).BucketRegion).toBe('eu-central-1')
    expect(await outcomeOf(s3.getBucketPolicy({ Bucket: 'far-away' }))).toBe('NoSuchBucketPolicy')
    await s3.putObject({ Bucket: 'far-away', Key: 'key', Body: 'content' })
    expect(aws.bucket('far-away')?.objects.size).toBe(1)
  })

  it('returns its region', async () => {
    const { s3 } = clientsOf(aws)
    const { LocationConstraint } = await s3.getBucketLocation({ Bucket: 'far-away' })
    expect(LocationConstraint).toBe('eu-central-1')
    const response = await send('GET', '/far-away?policy')
    expect(response.status).toBe(301)
    expect(response.headers.get('x-amz-bucket-region')).toBe('eu-central-1')
    expect(await response.text()).toContain('<Code>PermanentRedirect</Code>')
  })
})

describe('ListBuckets', () => {
  const accessKeyId = '333344445555'
  const names = (list: { Buckets?: { Name?: string | undefined }[] | undefined }) =>
    (list.Buckets ?? []).map(({ Name }) => Name)

  it("returns the account's own buckets in pages, by name, prefix and region", async () => {
    const { s3 } = clientsOf(aws, { accessKeyId })
    for (const Bucket of ['page-c', 'page-a', 'page-b', 'other-a'])
      await s3.createBucket({ Bucket })
    await s3.createBucket({
      Bucket: 'page-d',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    })
    expect(names(await s3.listBuckets({}))).toEqual([
      'other-a',
      'page-a',
      'page-b',
      'page-c',
      'page-d',
    ])
    const first = await s3.listBuckets({ MaxBuckets: 2, Prefix: 'page-' })
    expect(names(first)).toEqual(['page-a', 'page-b'])
    const { ContinuationToken } = first
    const second = await s3.listBuckets({
      MaxBuckets: 2,
      Prefix: 'page-',
      ContinuationToken: ContinuationToken ?? '',
    })
    expect([names(second), second.ContinuationToken]).toEqual([['page-c', 'page-d'], undefined])
    expect(names(await s3.listBuckets({ BucketRegion: 'eu-west-1' }))).toEqual(['page-d'])
  })

  it.each([['0'], ['10001'], ['many']])('refuses pages of %s', async (size) => {
    const response = await send('GET', `/?max-buckets=${size}`)
    expect(response.status).toBe(400)
  })

  it('requires pages for more than 10,000 buckets, and returns them quickly', async () => {
    const { s3 } = clientsOf(aws, { accessKeyId })
    for (let i = 0; i <= 10_000; i++) fill(`many-${String(i).padStart(5, '0')}`)
    expect(await outcomeOf(s3.listBuckets({}))).toBe('InvalidRequest')
    const { Buckets, ContinuationToken } = await s3.listBuckets({ MaxBuckets: 10_000 })
    expect([Buckets?.length, typeof ContinuationToken]).toEqual([10_000, 'string'])
  })

  function fill(name: string) {
    const facts = { name, account: accessKeyId, region: 'us-east-1', partition: 'aws' }
    aws.addBucket(newBucket({ ...facts, createdAt: new Date() }))
  }
})

describe('a call that the embedded S3 does not support', () => {
  it.each([
    ['RestoreObject', 'POST', '/bucket/key?restore'],
    ['GetBucketMetadataConfiguration', 'GET', '/bucket?metadataConfiguration'],
    ['SelectObjectContent', 'POST', '/bucket/key?select&select-type=2'],
    ['GetObjectTorrent', 'GET', '/bucket/key?torrent'],
    ['a call that S3 does not know', 'GET', '/bucket?mood'],
    ['PATCH', 'PATCH', '/bucket/key'],
  ])('is refused: %s', async (_, method, path) => {
    const response = await fetch(aws.httpUrl + path, { method })
    const refusal = [response.status, /<Code>(\w+)</.exec(await response.text())?.[1]]
    expect(refusal).toEqual(
      method === 'PATCH' ? [405, 'MethodNotAllowed'] : [501, 'NotImplemented'],
    )
  })
})

describe('a hundred thousand buckets', () => {
  it('take little memory, and are sorted once', () => {
    const buckets = createBuckets()
    const before = process.memoryUsage().heapUsed
    const facts = { account: '123456789012', region: 'us-east-1', partition: 'aws' }
    for (let i = 0; i < 100_000; i++) {
      buckets.add(newBucket({ ...facts, name: `bucket-${i}`, createdAt: new Date(0) }))
    }
    expect(buckets.sorted()).toBe(buckets.sorted())
    expect((process.memoryUsage().heapUsed - before) / 100_000).toBeLessThan(1024)
  })
})
