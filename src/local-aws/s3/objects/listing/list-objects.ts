import { canonicalId } from '../../../identity/identity.ts'
import type { StoredBucket } from '../../bucket.ts'
import { invalidArgument } from '../../errors.ts'
import type { BucketCall, BucketOperation } from '../../operation.ts'
import { xmlReply } from '../../respond.ts'
import { classIn } from '../upload/metadata.ts'
import { encoderOf, entriesOf, type ListPage, pageOf, readMaxKeys } from './page.ts'

const listCommon = {
  method: 'GET',
  on: 'bucket',
  action: 's3:ListBucket',
  headers: ['x-amz-optional-object-attributes'],
} as const

const listObjectsV2: BucketOperation = {
  ...{ ...listCommon, name: 'ListObjectsV2', subresource: 'list-type' },
  parameters: [
    ...['prefix', 'delimiter', 'max-keys', 'continuation-token'],
    ...['start-after', 'encoding-type', 'fetch-owner'],
  ],
  run(call) {
    const { exchange } = call
    const parameter = (name: string) => exchange.query.get(name) ?? ''
    if (parameter('list-type') !== '2') {
      throw invalidArgument(
        'Invalid List Type specified in Request',
        'list-type',
        parameter('list-type'),
      )
    }
    const token = exchange.query.get('continuation-token')
    const after = token ? decodeToken(token) : parameter('start-after')
    const page = listPage(call, after)
    return xmlReply('ListBucketResult', {
      ...commonXml(call, page, parameter('fetch-owner') === 'true'),
      StartAfter: encoderOf(call)(parameter('start-after')) || undefined,
      KeyCount: page.keys.length + page.prefixes.length,
      ContinuationToken: token ?? undefined,
      NextContinuationToken: page.next && Buffer.from(page.next).toString('base64url'),
    })
  },
}

/** The first version of the listing, which older clients use. */
const listObjects: BucketOperation = {
  ...{ ...listCommon, name: 'ListObjects' },
  parameters: ['prefix', 'delimiter', 'max-keys', 'marker', 'encoding-type'],
  run(call) {
    const encode = encoderOf(call)
    const marker = call.exchange.query.get('marker') ?? ''
    const page = listPage(call, marker)
    // Without a delimiter the last key is the next marker.
    const hasDelimiter = Boolean(call.exchange.query.get('delimiter'))
    return xmlReply('ListBucketResult', {
      ...commonXml(call, page, true),
      Marker: encode(marker),
      NextMarker: hasDelimiter && page.next !== undefined ? encode(page.next) : undefined,
    })
  },
}

export const LIST_OBJECTS_OPERATIONS = [listObjectsV2, listObjects]

const decodeToken = (token: string) => Buffer.from(token, 'base64url').toString()

const listPage = (call: BucketCall, after: string): ListPage =>
  pageOf(entriesOf(call, call.bucket.objects.keys(), after), readMaxKeys(call))

function commonXml(call: BucketCall, { keys, prefixes, next }: ListPage, hasOwner: boolean) {
  const { bucket, exchange } = call
  const encode = encoderOf(call)
  const parameter = (name: string) => exchange.query.get(name) ?? ''
  return {
    Name: bucket.name,
    Prefix: encode(parameter('prefix')),
    Delimiter: encode(parameter('delimiter')) || undefined,
    EncodingType: parameter('encoding-type') || undefined,
    MaxKeys: readMaxKeys(call),
    IsTruncated: next !== undefined,
    Contents: keys.map((key) => contents(bucket, key, encode(key), hasOwner)),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  }
}

function contents(bucket: StoredBucket, key: string, Key: string, hasOwner: boolean) {
  const object = bucket.objects.get(key)
  return {
    Key,
    LastModified: object?.modifiedAt.toISOString(),
    ETag: object?.etag,
    Size: object?.body.length,
    ChecksumAlgorithm: object?.checksum?.toUpperCase(),
    ChecksumType: object?.checksum && (object.checksumType ?? 'FULL_OBJECT'),
    StorageClass: classIn(object?.headers ?? {}),
    Owner: hasOwner ? { ID: canonicalId(bucket.account) } : undefined,
  }
}
