import type { HeadAnswer } from '../../aws/s3/object-calls.ts'
import { inPace } from '../../check/in-pace.ts'
import type { Refusal } from '../../core/bucket-calls.ts'
import type { Pace } from '../../core/check/pace.ts'
import { classOf, type ListedObject, type ObjectClass } from '../../core/objects/object-class.ts'
import { UPDATABLE } from '../../core/reencryption/decide-update.ts'
import {
  createObstacleTally,
  type ObstacleCount,
  obstacleOf,
} from '../../core/reencryption/obstacles.ts'
import type { RecordedUpdate, UpdateResult } from '../../core/reencryption/record.ts'
import type { EncryptionTarget } from '../../core/reencryption/target.ts'
import { createSample } from '../sample.ts'
import type { PlannedUpdate } from './collect-updates.ts'

export interface UpdatePorts {
  readonly head: (object: Pick<ListedObject, 'key' | 'versionId'>) => Promise<HeadAnswer>
  readonly update: (object: PlannedUpdate, target: EncryptionTarget) => Promise<Refusal | undefined>
  /** From 0 to below 1. */
  readonly random: () => number
  readonly pace: Pick<Pace, 'limit'>
  readonly signal: AbortSignal
  readonly progress: () => void
}

export interface UpdatesRun {
  readonly objects: readonly RecordedUpdate[]
  readonly updated: number
  readonly obstacles: readonly ObstacleCount[]
  /** Objects of which nothing is known, because the run ended before. */
  readonly left: number
}

/** Updates objects one by one, several at once. The signal ends it after those that are under way. */
export async function runUpdates(
  planned: readonly PlannedUpdate[],
  target: EncryptionTarget,
  ports: UpdatePorts,
): Promise<UpdatesRun> {
  const outcomes = new Map<PlannedUpdate, NonNullable<RecordedUpdate['outcome']>>()
  const obstacles = createObstacleTally()
  const update = async (object: PlannedUpdate) => {
    const refusal = (await replacedSince(object, ports)) ?? (await ports.update(object, target))
    const obstacle = typeof refusal === 'object' ? obstacleOf(refusal) : refusal
    outcomes.set(object, obstacle ?? 'updated')
    if (obstacle) {
      obstacles.add(obstacle, object.key, typeof refusal === 'object' ? refusal.message : undefined)
    }
    ports.progress()
  }
  await inPace(asked(planned), update, ports)
  const updated = [...outcomes.values()].filter((outcome) => outcome === 'updated').length
  return {
    objects: planned.map((object) => recorded(object, outcomes.get(object))),
    ...{ updated, obstacles: obstacles.counts(), left: planned.length - outcomes.size },
  }
}

export const recorded = (
  { key, versionId, was }: PlannedUpdate,
  outcome?: RecordedUpdate['outcome'],
): RecordedUpdate => ({ key, versionId, was, ...(outcome && { outcome }) })

/**
 * A version id names one version for ever. Without versioning, an object that was stored anew has the same one, so its ETag
 * is compared right before.
 */
async function replacedSince(
  { key, versionId, etag }: PlannedUpdate,
  { head }: UpdatePorts,
): Promise<'replaced' | 'gone' | undefined> {
  if (versionId !== 'null') return undefined
  const now = await head({ key, versionId })
  if (now === undefined) return 'gone'
  return typeof now === 'object' && now.ETag !== etag ? 'replaced' : undefined
}

async function* asked<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

const SAMPLE = 10

const isUpdatable = ({ encryption }: ObjectClass): boolean =>
  UPDATABLE.some((one) => one === encryption)

/** Reads a sample back, of those that S3 can update. `good`: how many have the target. */
export async function readSampleBack(
  objects: readonly RecordedUpdate[],
  { keyArn, bucketKey }: EncryptionTarget,
  { head, random }: Pick<UpdatePorts, 'head' | 'random'>,
): Promise<NonNullable<UpdateResult['sample']>> {
  const sample = createSample<RecordedUpdate>(SAMPLE, random)
  for (const object of objects) if (object.outcome === 'updated') sample.offer(object)
  const answers = (await Promise.all(sample.items().map(head))).filter(
    (headers) => typeof headers !== 'object' || isUpdatable(classOf(headers)),
  )
  const good = answers.filter((headers) => {
    if (typeof headers !== 'object') return false
    const { kmsKey, bucketKey: isKeyed } = classOf(headers)
    return kmsKey === keyArn && isKeyed === bucketKey
  })
  return { read: answers.length, good: good.length }
}
