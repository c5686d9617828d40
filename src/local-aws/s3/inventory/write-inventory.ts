import { createHash, randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { StoredBucket } from '../bucket.ts'
import { encryptionTypeOf } from '../objects/encryption/encryption-type.ts'
import { BUCKET_KEY, SSE } from '../objects/encryption/object-encryption.ts'
import { LEGAL_HOLD, MODE, UNTIL } from '../objects/lock/object-lock.ts'
import { isMarker, type StoredVersion, versionIdOf } from '../objects/store/stored-object.ts'
import { keysOf, storeVersion, versionsOf } from '../objects/store/versions.ts'
import { classIn } from '../objects/upload/metadata.ts'

/** A configuration of S3 Inventory, whose files a test writes instead of waiting for a day. */
export interface InventoryFacts {
  readonly destination: string
  /** The id of the configuration. Default: `all`. */
  readonly id?: string
  readonly prefix?: string
  /** Whether it has all versions, or the current ones only. Default: false. */
  readonly allVersions?: boolean
  /** The optional columns. Default: all that are known here. */
  readonly fields?: readonly InventoryField[]
  /** The rows of one file. Default: all. */
  readonly rowsPerFile?: number
}

interface InventoryRow {
  readonly key: string
  readonly version: StoredVersion
  readonly isLatest: boolean
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html#storage-inventory-contents */
const FIELDS = {
  Size: (version) => (isMarker(version) ? '' : String(version.body.length)),
  LastModifiedDate: ({ modifiedAt }) => modifiedAt.toISOString(),
  ETag: (version) => (isMarker(version) ? '' : version.etag.replaceAll('"', '')),
  StorageClass: (version) => (isMarker(version) ? '' : classIn(version.headers)),
  IsMultipartUploaded: (version) => String(!isMarker(version) && version.parts !== undefined),
  ReplicationStatus: () => '',
  EncryptionStatus: (version) => (isMarker(version) ? '' : encryptionTypeOf(version.headers)),
  ObjectLockRetainUntilDate: (version) => headerOf(version, UNTIL),
  ObjectLockMode: (version) => headerOf(version, MODE),
  ObjectLockLegalHoldStatus: (version) => headerOf(version, LEGAL_HOLD),
  BucketKeyStatus: (version) => bucketKeyStatus(version),
} as const satisfies Record<string, (version: StoredVersion) => string>

export type InventoryField = keyof typeof FIELDS

/** Writes the files of an inventory, as S3 does once a day or week. Returns the key of its manifest. */
export function writeInventory(
  source: StoredBucket,
  destination: StoredBucket,
  facts: InventoryFacts,
  now: Date,
): string {
  const { id = 'all', prefix = '', allVersions = false, rowsPerFile = 1_000_000 } = facts
  const fields = facts.fields ?? (Object.keys(FIELDS) as InventoryField[])
  const folder = `${prefix ? `${prefix.replace(/\/$/, '')}/` : ''}${source.name}/${id}`
  const write = (key: string, body: Buffer) => {
    const etag = `"${md5Of(body)}"`
    const headers = { 'content-type': 'application/octet-stream', [SSE]: 'AES256' }
    storeVersion(destination, key, { body, etag, modifiedAt: now, headers })
    return { key, size: body.length, MD5checksum: md5Of(body) }
  }
  const rows = rowsIn(source, allVersions).map((row) => csvRow(source, row, fields, allVersions))
  const files: object[] = []
  for (let start = 0; start < rows.length; start += rowsPerFile) {
    const text = rows.slice(start, start + rowsPerFile).join('')
    files.push(write(`${folder}/data/${randomUUID()}.csv.gz`, gzipSync(text)))
  }
  const manifest = JSON.stringify({
    sourceBucket: source.name,
    destinationBucket: destination.arn,
    version: '2016-11-30',
    creationTimestamp: String(now.getTime()),
    fileFormat: 'CSV',
    fileSchema: [...fixedColumns(allVersions), ...fields].join(', '),
    files,
  })
  const dated = `${folder}/${now.toISOString().slice(0, 16).replace(':', '-')}Z`
  write(`${dated}/manifest.checksum`, Buffer.from(`${md5Of(Buffer.from(manifest))}\n`))
  return write(`${dated}/manifest.json`, Buffer.from(manifest)).key
}

const fixedColumns = (allVersions: boolean): readonly string[] =>
  allVersions ? ['Bucket', 'Key', 'VersionId', 'IsLatest', 'IsDeleteMarker'] : ['Bucket', 'Key']

function rowsIn(bucket: StoredBucket, allVersions: boolean): readonly InventoryRow[] {
  return [...keysOf(bucket)].flatMap((key) => {
    const all = versionsOf(bucket, key).map((version, index) => ({
      ...{ key, version, isLatest: index === 0 },
    }))
    return allVersions ? all : all.filter(({ version, isLatest }) => isLatest && !isMarker(version))
  })
}

function csvRow(
  { name, versioning }: StoredBucket,
  { key, version, isLatest }: InventoryRow,
  fields: readonly InventoryField[],
  allVersions: boolean,
): string {
  const versionId = versioning === undefined ? '' : versionIdOf(version)
  const ofVersion = allVersions ? [versionId, String(isLatest), String(isMarker(version))] : []
  const values = fields.map((field) => FIELDS[field](version))
  const all = [name, encodeURIComponent(key), ...ofVersion, ...values]
  return `${all.map((value) => `"${value}"`).join(',')}\n`
}

const headerOf = (version: StoredVersion, name: string): string =>
  isMarker(version) ? '' : (version.headers[name] ?? '')

function bucketKeyStatus(version: StoredVersion): string {
  if (isMarker(version) || encryptionTypeOf(version.headers) !== 'SSE-KMS') return ''
  return version.headers[BUCKET_KEY] === 'true' ? 'ENABLED' : 'DISABLED'
}

const md5Of = (body: Buffer) => createHash('md5').update(body).digest('hex')
