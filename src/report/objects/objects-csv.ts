import type { BucketObjects } from '../../core/objects/bucket-objects.ts'
import type { ClassCount } from '../../core/objects/tally.ts'
import { keepName, printable } from '../../core/printable.ts'
import { csvLines } from '../csv.ts'
import type { Write } from '../output.ts'

export const OBJECTS_COLUMNS = [
  ...[
    'account',
    'region',
    'bucket',
    'inspection',
    'objects',
    'encryption',
    'kms_key',
    'bucket_key',
  ],
  ...['client_side', 'count', 'low', 'high', 'bytes', 'shortfall', 'example'],
] as const

/** One line for each bucket and class of objects. */
export function objectsCsv(write: Write) {
  let isBegun = false
  const begin = async () => {
    if (!isBegun) await write(csvLines([OBJECTS_COLUMNS]))
    isBegun = true
  }
  return {
    async add(found: BucketObjects) {
      await begin()
      if (found.classes.length > 0)
        await write(csvLines(found.classes.map((one) => row(found, one))))
    },
    end: begin,
  }
}

function row({ bucket, by, objects }: BucketObjects, one: ClassCount): readonly string[] {
  const { encryption, kmsKey, bucketKey, clientSide, range } = one
  const cells = [
    ...[bucket.account, bucket.region, bucket.name, by, objects],
    ...[encryption, printable(kmsKey ?? '', 256), bucketKey ?? '', clientSide ?? ''],
    ...[one.objects, range?.low ?? one.objects, range?.high ?? one.objects, one.bytes],
    ...[one.shortfall ?? '', printable(one.examples[0] ?? '', 1024)],
  ]
  return cells.map((cell) => keepName(String(cell), bucket.name))
}
