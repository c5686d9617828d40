import type { HeadAnswer } from '../aws/s3/object-calls.ts'
import { inPace } from '../check/in-pace.ts'
import { askWithBackoff } from '../check/overload.ts'
import type { Bucket } from '../core/bucket.ts'
import type { Pace } from '../core/check/pace.ts'
import { type BucketObjects, bucketObjects } from '../core/objects/bucket-objects.ts'
import {
  classOf,
  instructionFileOf,
  type ListedObject,
  type ObjectClass,
} from '../core/objects/object-class.ts'
import type { ObjectRequirement } from '../core/objects/shortfall.ts'
import { createObjectTally } from '../core/objects/tally.ts'
import { unwrap } from '../core/retry.ts'
import { createSample } from './sample.ts'

/** What an inspection reaches of a bucket. */
export interface InspectionPorts {
  readonly pages: () => AsyncIterable<readonly ListedObject[]>
  readonly head: (object: Pick<ListedObject, 'key' | 'versionId'>) => Promise<HeadAnswer>
  /** From 0 to below 1. */
  readonly random: () => number
  readonly wait: (milliseconds: number) => Promise<void>
  readonly pace: Pick<Pace, 'limit'>
  readonly signal: AbortSignal
  readonly progress: (inspected: number) => void
}

export interface InspectionAsked {
  readonly requirement: ObjectRequirement
  /** How many objects to inspect. Absent: all. */
  readonly sample?: number
}

/**
 * Lists a bucket and asks for the headers of all its objects, or of a uniform sample of them. Memory does not grow with the
 * number of objects.
 */
export async function inspectBucket(
  bucket: Bucket,
  { requirement, sample }: InspectionAsked,
  ports: InspectionPorts,
): Promise<BucketObjects> {
  const tally = createObjectTally(requirement)
  const listed = { objects: 0, bytes: 0 }
  const reasons = new Set<string>()
  const inspect = async (object: ListedObject) => {
    const found = await classify(object, requirement, ports)
    if (typeof found === 'string') reasons.add(found)
    if (found === undefined) listed.objects -= 1
    else tally.add(typeof found === 'string' ? UNKNOWN : found, object.key, object.size)
    ports.progress(tally.inspected())
  }
  const all = counted(ports.pages(), listed)
  if (sample === undefined) await inPace(all, inspect, ports)
  else await inPace(await sampled(all, sample, ports), inspect, ports)
  return bucketObjects(
    {
      ...{ bucket, by: sample === undefined ? 'all' : 'sample', ...listed },
      expectsClientSide: requirement.expectsClientSide,
      notes: [...reasons],
    },
    tally,
  )
}

const UNKNOWN: ObjectClass = { encryption: 'unknown' }

async function* counted(
  pages: AsyncIterable<readonly ListedObject[]>,
  listed: { objects: number; bytes: number },
): AsyncGenerator<ListedObject> {
  for await (const page of pages) {
    for (const object of page) {
      listed.objects += 1
      listed.bytes += object.size
      yield object
    }
  }
}

async function sampled(
  objects: AsyncIterable<ListedObject>,
  size: number,
  { random, signal }: InspectionPorts,
): Promise<AsyncIterable<ListedObject>> {
  const sample = createSample<ListedObject>(size, random)
  for await (const object of objects) {
    sample.offer(object)
    if (signal.aborted) break
  }
  return (async function* () {
    yield* sample.items()
  })()
}

/** A text: why it is not known. `undefined`: the object was deleted since it was listed. */
async function classify(
  object: ListedObject,
  { expectsClientSide }: ObjectRequirement,
  { head, wait }: InspectionPorts,
): Promise<ObjectClass | string | undefined> {
  const ask = async (one: Parameters<typeof head>[0]) =>
    unwrap(await askWithBackoff(() => head(one), wait))
  const headers = await ask(object)
  if (headers === undefined || typeof headers === 'string') return headers
  const found = classOf(headers)
  if (!expectsClientSide || found.clientSide) return found
  const beside = await ask({ key: instructionFileOf(object.key) })
  const isFile = typeof beside === 'object' && classOf(beside).clientSide === 'key-file'
  return isFile ? { ...found, clientSide: 'instruction-file' } : found
}
