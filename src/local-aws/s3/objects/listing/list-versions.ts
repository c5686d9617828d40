import type { XmlContent } from '../../../http/xml.ts'
import { canonicalId } from '../../../identity/identity.ts'
import type { StoredBucket } from '../../bucket.ts'
import { invalidArgument } from '../../errors.ts'
import type { BucketCall, BucketOperation } from '../../operation.ts'
import { xmlReply } from '../../respond.ts'
import { isMarker, type StoredVersion, versionIdOf } from '../store/stored-object.ts'
import { keysOf, versionsOf } from '../store/versions.ts'
import { classIn } from '../upload/metadata.ts'
import { compareKeys, encoderOf, entriesOf, readMaxKeys } from './page.ts'

const listObjectVersions: BucketOperation = {
  name: 'ListObjectVersions',
  method: 'GET',
  on: 'bucket',
  subresource: 'versions',
  action: 's3:ListBucketVersions',
  headers: ['x-amz-optional-object-attributes'],
  parameters: [
    ...['prefix', 'delimiter', 'max-keys', 'encoding-type'],
    ...['key-marker', 'version-id-marker'],
  ],
  run(call) {
    const { bucket, exchange } = call
    const encode = encoderOf(call)
    const parameter = (name: string) => exchange.query.get(name) ?? ''
    const { rows, next } = versionPage(call)
    const versions = rows.filter(({ version }) => version !== undefined && !isMarker(version))
    const markers = rows.filter(({ version }) => version !== undefined && isMarker(version))
    const prefixes = rows.filter(({ version }) => version === undefined)
    return xmlReply('ListVersionsResult', {
      Name: bucket.name,
      Prefix: encode(parameter('prefix')),
      Delimiter: encode(parameter('delimiter')) || undefined,
      EncodingType: parameter('encoding-type') || undefined,
      KeyMarker: encode(parameter('key-marker')),
      VersionIdMarker: parameter('version-id-marker'),
      MaxKeys: readMaxKeys(call),
      IsTruncated: next !== undefined,
      NextKeyMarker: next && encode(next.name),
      NextVersionIdMarker: next?.version && versionIdOf(next.version),
      Version: versions.map((row) => versionXml(bucket, row, encode)),
      DeleteMarker: markers.map((row) => versionXml(bucket, row, encode)),
      CommonPrefixes: prefixes.map(({ name }) => ({ Prefix: encode(name) })),
    })
  },
}

export const LIST_VERSIONS_OPERATIONS = [listObjectVersions]

/** A version of a key; without a version, a common prefix. */
interface VersionRow {
  readonly name: string
  readonly version: StoredVersion | undefined
  readonly isLatest: boolean
}

function versionPage(call: BucketCall) {
  const limit = readMaxKeys(call)
  const rows: VersionRow[] = []
  for (const row of limit === 0 ? [] : versionRows(call)) {
    if (rows.length === limit) return { rows, next: rows.at(-1) }
    rows.push(row)
  }
  return { rows, next: undefined }
}

/** All versions after the markers: of the key of the marker those that are older than its version. */
function* versionRows(call: BucketCall): Generator<VersionRow> {
  const { bucket, exchange } = call
  const keyMarker = exchange.query.get('key-marker') ?? ''
  const versionMarker = exchange.query.get('version-id-marker') ?? ''
  if (versionMarker !== '' && keyMarker === '') {
    const message = 'A version-id marker cannot be specified without a key marker.'
    throw invalidArgument(message, 'version-id-marker', versionMarker)
  }
  for (const { name, isPrefix } of entriesOf(call, keysOf(bucket), '')) {
    const order = keyMarker === '' ? 1 : compareKeys(name, keyMarker)
    if (order < 0 || (order === 0 && (versionMarker === '' || isPrefix))) continue
    if (isPrefix) yield { name, version: undefined, isLatest: false }
    else yield* rowsOf(bucket, name, order === 0 ? versionMarker : '')
  }
}

function* rowsOf(bucket: StoredBucket, name: string, after: string): Generator<VersionRow> {
  let isBefore = after !== ''
  for (const [index, version] of versionsOf(bucket, name).entries()) {
    if (!isBefore) yield { name, version, isLatest: index === 0 }
    else if (versionIdOf(version) === after) isBefore = false
  }
}

function versionXml(
  bucket: StoredBucket,
  { name, version, isLatest }: VersionRow,
  encode: (text: string) => string,
): XmlContent {
  if (version === undefined) return {}
  const common = {
    Key: encode(name),
    VersionId: versionIdOf(version),
    IsLatest: isLatest,
    LastModified: version.modifiedAt.toISOString(),
    Owner: { ID: canonicalId(bucket.account) },
  }
  if (isMarker(version)) return common
  const { etag, body, headers, checksum } = version
  const ChecksumAlgorithm = checksum?.toUpperCase()
  const StorageClass = classIn(headers)
  return { ...common, ETag: etag, Size: body.length, StorageClass, ChecksumAlgorithm }
}
