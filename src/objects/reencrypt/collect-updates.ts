import type { HeadAnswer } from '../../aws/s3/object-calls.ts'
import { inPace } from '../../check/in-pace.ts'
import type { Pace } from '../../core/check/pace.ts'
import { classOf, type ListedObject } from '../../core/objects/object-class.ts'
import {
  decideUpdate,
  type FormerEncryption,
  isLockedBy,
  type UpdateDecision,
  type UpdateScope,
} from '../../core/reencryption/decide-update.ts'
import { createObstacleTally, type ObstacleCount } from '../../core/reencryption/obstacles.ts'

export interface CollectPorts {
  readonly pages: () => AsyncIterable<readonly ListedObject[]>
  readonly head: (object: Pick<ListedObject, 'key' | 'versionId'>) => Promise<HeadAnswer>
  readonly now: () => Date
  readonly pace: Pick<Pace, 'limit'>
  readonly signal: AbortSignal
  readonly progress: () => void
}

/** An object that is to be updated, as it was seen. */
export interface PlannedUpdate {
  readonly key: string
  readonly versionId: string
  readonly etag: string | undefined
  readonly was: FormerEncryption
}

export interface CollectedUpdates {
  readonly updates: readonly PlannedUpdate[]
  /** Objects that have the target already. */
  readonly meets: number
  /** Objects that the scope leaves out. */
  readonly notAsked: number
  readonly obstacles: readonly ObstacleCount[]
  /** Objects that were seen. */
  readonly seen: number
  /** There are more objects to update than `most`: the numbers are of what was seen until then. */
  readonly hasMore: boolean
}

/** Lists all versions of a bucket and decides on each, until there are more than `most` to update. */
export async function collectUpdates(
  scope: UpdateScope,
  most: number,
  ports: CollectPorts,
): Promise<CollectedUpdates> {
  const updates: PlannedUpdate[] = []
  const obstacles = createObstacleTally()
  const counts = { seen: 0, meets: 0, notAsked: 0 }
  const enough = new AbortController()
  const decide = async ({ key, versionId = 'null' }: ListedObject) => {
    const headers = await ports.head({ key, versionId })
    ports.progress()
    // It was deleted since it was listed.
    if (headers === undefined) return
    counts.seen += 1
    const [decision, etag] = decisionOf(headers, scope, ports.now())
    if (decision === 'meets') counts.meets += 1
    else if (decision === 'not-asked') counts.notAsked += 1
    else if (typeof decision === 'string') obstacles.add(decision, key, saidOf(headers))
    else updates.push({ key, versionId, etag, was: decision })
    if (updates.length > most) enough.abort()
  }
  const signal = AbortSignal.any([ports.signal, enough.signal])
  await inPace(each(ports.pages()), decide, { pace: ports.pace, signal })
  const hasMore = updates.length > most
  return { updates, ...counts, obstacles: obstacles.counts(), hasMore }
}

function decisionOf(
  headers: Exclude<HeadAnswer, undefined>,
  scope: UpdateScope,
  now: Date,
): readonly [UpdateDecision, etag?: string | undefined] {
  if (typeof headers === 'string') return ['unreadable']
  return [decideUpdate(classOf(headers), isLockedBy(headers, now), scope), headers.ETag]
}

const saidOf = (headers: HeadAnswer) => (typeof headers === 'string' ? headers : undefined)

async function* each(pages: AsyncIterable<readonly ListedObject[]>): AsyncGenerator<ListedObject> {
  for await (const page of pages) yield* page
}
