import type { HeadAnswer } from '../../aws/s3/object-calls.ts'
import { readInBatches } from '../../core/in-batches.ts'
import { classOf, type ListedObject } from '../../core/objects/object-class.ts'
import { createObstacleTally, type ObstacleCount } from '../../core/reencryption/obstacles.ts'
import type { ReencryptionRecord } from '../../core/reencryption/record.ts'
import type { EncryptionTarget } from '../../core/reencryption/target.ts'
import type { PlannedUpdate } from './collect-updates.ts'

/** Objects that get a former key back. */
export interface FormerKeyUpdates {
  readonly target: EncryptionTarget
  readonly updates: readonly PlannedUpdate[]
}

export interface UndoOfUpdates {
  /** One for each former key, with or without a bucket key. */
  readonly groups: readonly FormerKeyUpdates[]
  /** Objects from SSE-S3, which cannot go back. */
  readonly stay: number
  /** Objects that somebody deleted or encrypted anew since. */
  readonly obstacles: readonly ObstacleCount[]
}

/** What gives the objects of a record their former keys back, where they still have the encryption that it gave them. */
export async function planUndoOfUpdates(
  { objects = [], target: given }: ReencryptionRecord,
  head: (object: Pick<ListedObject, 'key' | 'versionId'>) => Promise<HeadAnswer>,
): Promise<UndoOfUpdates> {
  const groups = new Map<string, { target: EncryptionTarget; updates: PlannedUpdate[] }>()
  const obstacles = createObstacleTally()
  // An interrupted run does not know the outcome of each object, so each one is read.
  const mayBeUpdated = objects.filter(
    ({ outcome }) => outcome === undefined || outcome === 'updated',
  )
  const back = mayBeUpdated.filter(({ was }) => was.kmsKey !== undefined)
  await readInBatches(back, async ({ key, versionId, was, outcome }) => {
    const { kmsKey: keyArn = '', bucketKey = false } = was
    const headers = await head({ key, versionId })
    if (typeof headers !== 'object') {
      obstacles.add(headers === undefined ? 'gone' : 'unreadable', key, headers)
      return undefined
    }
    const now = classOf(headers)
    if (now.kmsKey !== given.keyArn || now.bucketKey !== given.bucketKey) {
      if (outcome === 'updated') obstacles.add('replaced', key)
      return undefined
    }
    const target = { keyArn, bucketKey }
    const id = JSON.stringify(target)
    const group = groups.get(id) ?? { target, updates: [] }
    groups.set(id, group)
    const former = { encryption: 'sse-kms', kmsKey: now.kmsKey, bucketKey: now.bucketKey } as const
    group.updates.push({ key, versionId, etag: headers.ETag, was: former })
    return undefined
  })
  return {
    groups: [...groups.values()],
    stay: mayBeUpdated.length - back.length,
    obstacles: obstacles.counts(),
  }
}
