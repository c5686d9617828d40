import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LocalAws, startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf, failureOf, outcomeOf } from './support.ts'

const Bucket = 'parts'
const LARGE = 'x'.repeat(5 * 1024 * 1024)
let aws: LocalAws
beforeAll(async () => {
  aws = await startLocalAws()
  await clientsOf(aws).s3.createBucket({ Bucket })
})
beforeEach(() => {
  aws.bucket(Bucket)?.objects.clear()
  aws.bucket(Bucket)?.uploads?.clear()
})
afterAll(() => aws.close())

const s3 = () => clientsOf(aws, { protocol: 'https' }).s3
const begin = async (Key = 'key', more: object = {}) => {
  const { UploadId = '' } = await s3().createMultipartUpload({ Bucket, Key, ...more })
  return { Bucket, Key, UploadId }
}
type Upload = Awaited<ReturnType<typeof begin>>
const part = async (upload: Upload, PartNumber: number, Body: string) => {
  const { ETag } = await s3().uploadPart({ ...upload, PartNumber, Body })
  return { PartNumber, ETag }
}
const complete = (upload: Upload, Parts: object[], more: object = {}) =>
  s3().completeMultipartUpload({ ...upload, MultipartUpload: { Parts }, ...more })

describe('a multipart upload', () => {
  it('becomes an object of its parts, with the metadata of its beginning', async () => {
    const upload = await begin('key', { Metadata: { owner: 'me' }, StorageClass: 'STANDARD_IA' })
    const parts = [await part(upload, 1, LARGE), await part(upload, 2, 'end')]
    const { ETag } = await complete(upload, parts)
    const digests = [LARGE, 'end'].map((text) => createHash('md5').update(text).digest())
    const digest = createHash('md5').update(Buffer.concat(digests)).digest('hex')
    expect(ETag).toBe(`"${digest}-2"`)
    const { Body, ...found } = await s3().getObject({ Bucket, Key: 'key' })
    expect(await Body?.transformToString()).toBe(`${LARGE}end`)
    expect(found).toMatchObject({ Metadata: { owner: 'me' }, StorageClass: 'STANDARD_IA', ETag })
    const second = await s3().getObject({ Bucket, Key: 'key', PartNumber: 2 })
    expect([await second.Body?.transformToString(), second.PartsCount]).toEqual(['end', 2])
    expect(await outcomeOf(complete(upload, parts))).toBe('NoSuchUpload')
  })

  it.each([
    ['a part that is too small', [1, 2], 'EntityTooSmall'],
    ['parts in the wrong order', [2, 1], 'InvalidPartOrder'],
    ['a part that was not uploaded', [3], 'InvalidPart'],
    ['no parts', [], 'MalformedXML'],
  ])('is not completed with %s', async (_, numbers, expected) => {
    const upload = await begin()
    const parts = [await part(upload, 1, 'a'), await part(upload, 2, 'b')]
    const chosen = numbers.map((n) => parts[n - 1] ?? { PartNumber: n, ETag: '"x"' })
    expect(await outcomeOf(complete(upload, chosen))).toBe(expected)
  })

  it('is not completed where its condition does not hold', async () => {
    const upload = await begin()
    const parts = [await part(upload, 1, 'a')]
    await s3().putObject({ Bucket, Key: 'key', Body: 'x' })
    expect(await failureOf(complete(upload, parts, { IfNoneMatch: '*' }))).toMatchObject({
      status: 412,
    })
  })

  it('is gone after it was aborted', async () => {
    const upload = await begin()
    await s3().abortMultipartUpload(upload)
    expect(await outcomeOf(part(upload, 1, 'a'))).toBe('NoSuchUpload')
    expect(await outcomeOf(s3().abortMultipartUpload(upload))).toBe('NoSuchUpload')
  })

  it('lists its parts in pages', async () => {
    const upload = await begin()
    for (const number of [3, 1, 2]) await part(upload, number, 'a')
    const first = await s3().listParts({ ...upload, MaxParts: 2 })
    const PartNumberMarker = first.NextPartNumberMarker
    const second = await s3().listParts({ ...upload, MaxParts: 2, PartNumberMarker })
    const numbers = [first, second].map(({ Parts }) => Parts?.map((one) => one.PartNumber))
    expect(numbers).toEqual([[1, 2], [3]])
    expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false])
  })

  it('is listed until it ends, in pages', async () => {
    const begun = [await begin('b'), await begin('a'), await begin('a'), await begin('c/1')]
    const list = async (options: object) => {
      const page = await s3().listMultipartUploads({ Bucket, ...options })
      return { page, ids: (page.Uploads ?? []).map(({ UploadId }) => UploadId) }
    }
    const order = [begun[1], begun[2], begun[0], begun[3]].map((one) => one?.UploadId)
    expect((await list({})).ids).toEqual(order)
    const first = await list({ MaxUploads: 1 })
    const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = first.page
    expect((await list({ KeyMarker, UploadIdMarker })).ids).toEqual(order.slice(1))
    const grouped = await list({ Delimiter: '/' })
    expect(grouped.page.CommonPrefixes).toEqual([{ Prefix: 'c/' }])
    for (const upload of begun) await s3().abortMultipartUpload(upload)
    expect((await list({})).ids).toEqual([])
  })

  it('takes a part of another object', async () => {
    await s3().putObject({ Bucket, Key: 'source', Body: '0123456789' })
    const upload = await begin()
    const { CopyPartResult } = await s3().uploadPartCopy({
      ...{ ...upload, PartNumber: 1, CopySource: `${Bucket}/source` },
      CopySourceRange: 'bytes=2-4',
    })
    await complete(upload, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }])
    const { Body } = await s3().getObject({ Bucket, Key: 'key' })
    expect(await Body?.transformToString()).toBe('234')
  })

  it.each([
    ['SHA256', 'COMPOSITE', /-2$/],
    ['CRC32', 'FULL_OBJECT', /^[^-]+$/],
    ['CRC64NVME', 'FULL_OBJECT', /^[^-]+$/],
  ] as const)(
    'has a checksum of its parts or of all: %s',
    async (ChecksumAlgorithm, type, form) => {
      const more = { ChecksumAlgorithm, ChecksumType: type }
      const upload = await begin('key', more)
      const parts: object[] = []
      for (const [index, Body] of [LARGE, 'end'].entries()) {
        const PartNumber = index + 1
        const {
          $metadata: _,
          ServerSideEncryption: __,
          ...sums
        } = await s3().uploadPart({
          ...{ ...upload, PartNumber, Body, ChecksumAlgorithm },
        })
        parts.push({ PartNumber, ...sums })
      }
      const name = `Checksum${ChecksumAlgorithm}` as const
      expect(await outcomeOf(complete(upload, parts, { [name]: 'AAAAAA==' }))).toBe('BadDigest')
      const wrong = parts.map((one) => ({ ...one, [name]: 'AAAAAA==' }))
      expect(await outcomeOf(complete(upload, wrong))).toBe('InvalidPart')
      const done = await complete(upload, parts, { ChecksumType: type })
      expect(done).toMatchObject({ ChecksumType: type, [name]: expect.stringMatching(form) })
      const head = await s3().headObject({ Bucket, Key: 'key', ChecksumMode: 'ENABLED' })
      expect(head).toMatchObject({ ChecksumType: type, [name]: done[name] })
    },
  )
})
