import { invalidArgument } from '../errors.ts'
import type { BucketCall, BucketOperation } from '../operation.ts'
import { xmlReply } from '../respond.ts'

const listObjectsV2: BucketOperation = {
  name: 'ListObjectsV2',
  method: 'GET',
  on: 'bucket',
  subresource: 'list-type',
  parameters: [
    ...['prefix', 'delimiter', 'max-keys', 'continuation-token'],
    ...['start-after', 'encoding-type', 'fetch-owner'],
  ],
  action: 's3:ListBucket',
  run(call) {
    const { bucket, exchange } = call
    const encode = encoder(exchange.query.get('encoding-type'))
    const parameter = (name: string) => exchange.query.get(name) ?? ''
    const { keys, prefixes, next } = objectPage(call)
    return xmlReply('ListBucketResult', {
      Name: bucket.name,
      Prefix: encode(parameter('prefix')),
      Delimiter: encode(parameter('delimiter')) || undefined,
      StartAfter: encode(parameter('start-after')) || undefined,
      EncodingType: parameter('encoding-type') || undefined,
      MaxKeys: readMaxKeys(call),
      KeyCount: keys.length + prefixes.length,
      IsTruncated: next !== undefined,
      ContinuationToken: parameter('continuation-token') || undefined,
      NextContinuationToken: next && Buffer.from(next).toString('base64url'),
      Contents: keys.map((key) => contents(call, key, encode(key))),
      CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    })
  },
}

export const LIST_OBJECTS_OPERATIONS = [listObjectsV2]

function objectPage(call: BucketCall) {
  const limit = readMaxKeys(call)
  const keys: string[] = []
  const prefixes: string[] = []
  let last: string | undefined
  for (const entry of objectEntries(call)) {
    if (keys.length + prefixes.length === limit) return { keys, prefixes, next: last }
    if (entry.isPrefix) prefixes.push(entry.name)
    else keys.push(entry.name)
    last = entry.name
  }
  return { keys, prefixes, next: undefined }
}

/** Keys in S3's order (UTF-8 bytes). Keys with the delimiter after the prefix are grouped into common prefixes. */
function objectEntries({ bucket, exchange: { query } }: BucketCall) {
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const token = Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString()
  const after = token === '' ? (query.get('start-after') ?? '') : token
  const names = [...bucket.objects.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
      return end === -1 ? key : key.slice(0, end + delimiter.length)
    })
  return [...new Set(names)]
    .filter((name) => compare(name, after) > 0)
    .sort(compare)
    .map((name) => ({
      name,
      isPrefix: !bucket.objects.has(name) || isFolded(name, prefix, delimiter),
    }))
}

const isFolded = (name: string, prefix: string, delimiter: string) =>
  delimiter !== '' && name.length > prefix.length && name.endsWith(delimiter)

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function contents({ bucket }: BucketCall, key: string, Key: string) {
  const object = bucket.objects.get(key)
  return {
    Key,
    LastModified: object?.modifiedAt.toISOString(),
    ETag: object?.etag,
    Size: object?.body.length,
    StorageClass: 'STANDARD',
  }
}

function readMaxKeys({ exchange }: BucketCall): number {
  const text = exchange.query.get('max-keys') ?? '1000'
  if (/^\d+$/.test(text)) return Math.min(Number(text), 1000)
  throw invalidArgument(
    'Provided max-keys not an integer or within integer range',
    'max-keys',
    text,
  )
}

function encoder(type: string | null): (text: string) => string {
  if (type === null) return (text) => text
  if (type !== 'url')
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', type)
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/')
}
