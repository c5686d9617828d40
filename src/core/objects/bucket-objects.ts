import type { Bucket } from '../bucket.ts'
import type { Verdict } from '../check/bucket-report.ts'
import { type CountRange, rangeOf } from './interval.ts'
import type { ClientSideFormat } from './object-class.ts'
import type { ClassCount, ObjectTally } from './tally.ts'

/** How objects were inspected. */
export type Inspection = 'all' | 'sample' | 'inventory'

/** What is stored in a bucket. */
export interface BucketObjects {
  readonly bucket: Bucket
  /** `unknown`: what was seen meets the settings, and not all was seen. */
  readonly verdict: Verdict
  readonly by: Inspection
  /** In the bucket, by the listing or the inventory. */
  readonly objects: number
  readonly bytes: number
  readonly inspected: number
  readonly classes: readonly ClassCount[]
  /** Objects that do not meet the settings, of those that were inspected. */
  readonly short: number
  /** Of all objects, where only a sample was inspected. */
  readonly shortRange?: CountRange
  /** Of those that were inspected. */
  readonly clientSide: number
  /** Whether the owner expects that clients encrypt every object. */
  readonly expectsClientSide: boolean
  /** What to know about the result, in sentences. */
  readonly notes: readonly string[]
}

type Listed = Pick<
  BucketObjects,
  'bucket' | 'by' | 'objects' | 'bytes' | 'expectsClientSide' | 'notes'
>

export function bucketObjects(listed: Listed, tally: ObjectTally): BucketObjects {
  const { objects, by } = listed
  const classes = tally.classes(objects)
  const inspected = tally.inspected()
  const sum = (counts: readonly ClassCount[]) =>
    counts.reduce((total, one) => total + one.objects, 0)
  const short = sum(classes.filter(({ shortfall }) => shortfall && shortfall !== 'unknown'))
  const isOpen = inspected < objects || classes.some(({ shortfall }) => shortfall === 'unknown')
  return {
    ...listed,
    verdict: short > 0 ? 'non-compliant' : isOpen ? 'unknown' : 'compliant',
    ...{ inspected, classes, short },
    ...(by === 'sample' &&
      inspected < objects && { shortRange: rangeOf(short, inspected, objects) }),
    clientSide: sum(classes.filter(({ clientSide }) => isCounted(clientSide, listed))),
  }
}

/** Where an instruction file was not looked for beside each object, the file stands for its object. */
const isCounted = (format: ClientSideFormat | undefined, { expectsClientSide }: Listed): boolean =>
  format !== undefined && (format !== 'key-file' || !expectsClientSide)
