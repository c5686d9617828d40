import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import * as v from 'valibot'
import type { Bucket } from '../core/bucket.ts'
import { bucketOfArn } from '../core/bucket.ts'
import { type BucketObjects, bucketObjects } from '../core/objects/bucket-objects.ts'
import type { ObjectClass, ObjectEncryption } from '../core/objects/object-class.ts'
import type { ObjectRequirement } from '../core/objects/shortfall.ts'
import { createObjectTally } from '../core/objects/tally.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html */
const Manifest = v.object({
  sourceBucket: v.string('must be a text'),
  destinationBucket: v.string('must be a text'),
  creationTimestamp: v.optional(v.string()),
  fileFormat: v.string('must be a text'),
  fileSchema: v.string('must be a text'),
  files: v.array(v.object({ key: v.string(), MD5checksum: v.optional(v.string()) })),
})

export type InventoryManifest = v.InferOutput<typeof Manifest>

/** Reads a `manifest.json` of S3 Inventory. Throws an error that says what is wrong with it. */
export function parseManifest(text: string, name: string): InventoryManifest {
  const fail = (problem: string) =>
    new Error(`Cannot read the inventory ${JSON.stringify(name)}: ${problem}`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw fail('its manifest is not JSON')
  }
  const parsed = v.safeParse(Manifest, value)
  if (!parsed.success) {
    const [issue] = parsed.issues
    throw fail(`${v.getDotPath(issue) ?? 'it'} ${issue.message}`)
  }
  const { fileFormat } = parsed.output
  if (fileFormat !== 'CSV')
    throw fail(`it is in ${JSON.stringify(fileFormat)}, and Cooper reads CSV`)
  const columns = columnsOf(parsed.output)
  const missing = ['Key', 'Size', 'EncryptionStatus'].find((column) => !columns.includes(column))
  if (missing)
    throw fail(`it has no column ${missing}: add it to the optional fields of the inventory`)
  return parsed.output
}

export const columnsOf = ({ fileSchema }: InventoryManifest): readonly string[] =>
  fileSchema.split(',').map((column) => column.trim())

/** The bucket in which the files of an inventory are. */
export const bucketOfInventory = ({ destinationBucket }: InventoryManifest): string =>
  bucketOfArn(destinationBucket) ?? destinationBucket

export interface InventoryAsked {
  readonly requirement: ObjectRequirement
  /** Whether earlier versions count. */
  readonly versions: boolean
}

/** Counts what an inventory lists. It asks S3 for the files of the inventory only. */
export async function readInventory(
  bucket: Bucket,
  manifest: InventoryManifest,
  { requirement, versions }: InventoryAsked,
  open: (key: string) => Promise<AsyncIterable<Uint8Array>>,
): Promise<BucketObjects> {
  const tally = createObjectTally(requirement)
  const columns = columnsOf(manifest)
  const listed = { objects: 0, bytes: 0 }
  for (const { key: file, MD5checksum: md5 } of manifest.files) {
    for await (const row of rowsIn(await open(file), { columns, file, md5 })) {
      if (row.IsDeleteMarker === 'true' || (!versions && row.IsLatest === 'false')) continue
      const size = Number(row.Size || 0)
      listed.objects += 1
      listed.bytes += size
      tally.add(classIn(row), decodeURIComponent((row.Key ?? '').replaceAll('+', '%20')), size)
    }
  }
  const notes = [
    `The inventory is of ${timeOf(manifest)}.`,
    'An inventory does not name keys, and does not show what clients encrypted.',
  ]
  const { expectsClientSide } = requirement
  return bucketObjects({ bucket, by: 'inventory', ...listed, expectsClientSide, notes }, tally)
}

type Row = Readonly<Record<string, string | undefined>>

interface InventoryFile {
  readonly columns: readonly string[]
  readonly file: string
  readonly md5: string | undefined
}

async function* rowsIn(
  bytes: AsyncIterable<Uint8Array>,
  { columns, file, md5 }: InventoryFile,
): AsyncGenerator<Row> {
  const hash = createHash('md5')
  const checked = async function* () {
    for await (const chunk of bytes) {
      hash.update(chunk)
      yield chunk
    }
  }
  const parser = parse({ columns: [...columns], relax_column_count_more: true })
  const gunzip = createGunzip()
  const source = Readable.from(checked())
  const failed = (cause: unknown) =>
    parser.destroy(
      new Error(`Cannot read the file ${JSON.stringify(file)} of the inventory`, { cause }),
    )
  source.on('error', failed).pipe(gunzip).on('error', failed).pipe(parser)
  yield* parser as AsyncIterable<Row>
  if (md5 !== undefined && hash.digest('hex') !== md5) {
    throw new Error(
      `Cannot use the file ${JSON.stringify(file)} of the inventory: its MD5 is not that of the manifest`,
    )
  }
}

function classIn({ EncryptionStatus: status = '', BucketKeyStatus: bucketKey }: Row): ObjectClass {
  const encryption = STATUSES.get(status) ?? 'unknown'
  return {
    encryption,
    ...(encryption === 'sse-kms' && bucketKey && { bucketKey: bucketKey === 'ENABLED' }),
  }
}

const STATUSES: ReadonlyMap<string, ObjectEncryption> = new Map([
  ['NOT-SSE', 'none'],
  ['SSE-S3', 'sse-s3'],
  ['SSE-KMS', 'sse-kms'],
  ['DSSE-KMS', 'dsse-kms'],
  ['SSE-C', 'sse-c'],
])

const timeOf = ({ creationTimestamp: time }: InventoryManifest) => {
  const date = new Date(Number(time))
  return Number.isNaN(date.getTime()) ? 'an unknown day' : date.toISOString().slice(0, 10)
}
