import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, failureOf, outcomeOf } from './support.ts'

const Bucket = 'versions'
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
  await clientsOf(aws).s3.createBucket({ Bucket })
})
beforeEach(() => {
  const bucket = aws.bucket(Bucket)
  bucket?.objects.clear()
  bucket?.history.clear()
  if (bucket !== undefined) bucket.versioning = undefined
})
afterAll(() => aws.close())

const s3 = () => clientsOf(aws, { protocol: 'https' }).s3
const setVersioning = (Status: 'Enabled' | 'Suspended') =>
  s3().putBucketVersioning({ Bucket, VersioningConfiguration: { Status } })
const put = async (Key: string, Body: string) =>
  (await s3().putObject({ Bucket, Key, Body })).VersionId
const read = async (Key: string, VersionId?: string) =>
  (await s3().getObject({ Bucket, Key, VersionId })).Body?.transformToString()

describe('a bucket with versioning', () => {
  it('says whether it was ever switched on', async () => {
    expect((await s3().getBucketVersioning({ Bucket })).Status).toBeUndefined()
    await setVersioning('Enabled')
    expect((await s3().getBucketVersioning({ Bucket })).Status).toBe('Enabled')
  })

  it('keeps what was there before as the version "null"', async () => {
    expect(await put('key', 'old')).toBeUndefined()
    await setVersioning('Enabled')
    const VersionId = await put('key', 'new')
    expect(VersionId).toMatch(/^\w{32}$/)
    expect([await read('key'), await read('key', 'null'), await read('key', VersionId)]).toEqual([
      ...['new', 'old', 'new'],
    ])
  })

  it('leaves a delete marker, whose deletion brings the object back', async () => {
    await setVersioning('Enabled')
    const VersionId = await put('key', 'content')
    const marker = await s3().deleteObject({ Bucket, Key: 'key' })
    expect(marker.DeleteMarker).toBe(true)
    expect(await outcomeOf(read('key'))).toBe('NoSuchKey')
    expect(await read('key', VersionId)).toBe('content')
    expect(await failureOf(read('key', marker.VersionId))).toMatchObject({ status: 405 })
    await s3().deleteObject({ Bucket, Key: 'key', VersionId: marker.VersionId })
    expect(await read('key')).toBe('content')
  })

  it('makes the version before it the current one when the newest is deleted', async () => {
    await setVersioning('Enabled')
    await put('key', 'first')
    const VersionId = await put('key', 'second')
    await s3().deleteObject({ Bucket, Key: 'key', VersionId })
    expect(await read('key')).toBe('first')
  })

  it('replaces the version "null" only, while it is suspended', async () => {
    await put('key', 'old')
    await setVersioning('Enabled')
    const kept = await put('key', 'kept')
    await setVersioning('Suspended')
    expect(await put('key', 'new')).toBeUndefined()
    const { Versions } = await s3().listObjectVersions({ Bucket })
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(['null', kept])
    expect(await read('key', 'null')).toBe('new')
  })

  it.each([
    ['a missing version', '0'.repeat(32), 'NoSuchVersion'],
    ['an invalid version', 'x', 'InvalidArgument'],
  ])('refuses %s', async (_, VersionId, expected) => {
    await put('key', 'content')
    expect(await outcomeOf(read('key', VersionId))).toBe(expected)
  })

  it('is not empty while it has versions', async () => {
    await s3().createBucket({ Bucket: 'kept' })
    const bucket = aws.bucket('kept')
    if (bucket !== undefined) bucket.versioning = 'Enabled'
    await s3().deleteObject({ Bucket: 'kept', Key: 'never-there' })
    expect(await outcomeOf(s3().deleteBucket({ Bucket: 'kept' }))).toBe('BucketNotEmpty')
  })

  it('needs the permission of a version for a version', async () => {
    await setVersioning('Enabled')
    const VersionId = await put('key', 'content')
    const actions = ['s3:GetObjectVersion', 's3:DeleteObjectVersion']
    const Statement = {
      ...{ Effect: 'Deny', Principal: '*', Action: actions, Resource: `arn:aws:s3:::${Bucket}/*` },
    }
    aws.storePolicy(Bucket, { Version: '2012-10-17', Statement })
    expect(await read('key')).toBe('content')
    expect(await outcomeOf(read('key', VersionId))).toBe('AccessDenied')
    const Objects = [{ Key: 'key', VersionId }]
    const { Errors } = await s3().deleteObjects({ Bucket, Delete: { Objects } })
    expect(Errors).toMatchObject([{ Code: 'AccessDenied', VersionId }])
    const bucket = aws.bucket(Bucket)
    if (bucket !== undefined) bucket.policy = undefined
  })
})

describe('ListObjectVersions', () => {
  it('lists every version and delete marker once, in pages of any size', async () => {
    await setVersioning('Enabled')
    for (const Key of ['b', 'a', 'c/1', 'c/2', 'a']) await put(Key, Key)
    await s3().deleteObject({ Bucket, Key: 'b' })
    const list = async (options: object) => {
      const page = await s3().listObjectVersions({ Bucket, ...options })
      const versions = (page.Versions ?? []).map((one) => `${one.Key} ${one.IsLatest}`)
      const markers = (page.DeleteMarkers ?? []).map((one) => `${one.Key} deleted`)
      const prefixes = (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix)
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page
      return { found: [...versions, ...markers, ...prefixes], KeyMarker, VersionIdMarker, page }
    }
    const all = ['a true', 'a false', 'b false', 'c/1 true', 'c/2 true', 'b deleted']
    expect((await list({})).found).toEqual(all)
    expect((await list({ Delimiter: '/' })).found).toEqual([...all.slice(0, 3), 'b deleted', 'c/'])
    for (const MaxKeys of [1, 2, 3, 4]) {
      const found: unknown[] = []
      let next: object = {}
      for (;;) {
        const { page, found: here, ...markers } = await list({ MaxKeys, ...next })
        found.push(...here)
        if (!page.IsTruncated) break
        next = markers
      }
      expect(found.toSorted()).toEqual(all.toSorted())
    }
  })

  it('lists 5,000 objects in five pages', async () => {
    for (let i = 0; i < 5000; i++) {
      const modifiedAt = new Date()
      aws
        .bucket(Bucket)
        ?.objects.set(`key-${i}`, { body: Buffer.from('x'), etag: '"e"', headers: {}, modifiedAt })
    }
    let KeyMarker: string | undefined
    let pages = 0
    const keys = new Set<string | undefined>()
    do {
      const page = await s3().listObjectVersions({ Bucket, KeyMarker })
      for (const { Key } of page.Versions ?? []) keys.add(Key)
      KeyMarker = page.NextKeyMarker
      pages += 1
    } while (KeyMarker !== undefined)
    expect([pages, keys.size]).toEqual([5, 5000])
  })
})
