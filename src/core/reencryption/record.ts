import { type Bucket, partitionKeyOf } from '../bucket.ts'
import type { Actor } from '../event.ts'
import { nameOfChange } from '../journal/keys.ts'
import type { FormerEncryption, UpdateScope } from './decide-update.ts'
import type { ObstacleCount, UpdateObstacle } from './obstacles.ts'

/**
 * A change of the encryption of existing objects. It is written to the journal before the first update, and again at the
 * end. Its kind is its own: it is about objects, and the bot never acts on it.
 */
export interface ReencryptionRecord extends UpdateScope {
  readonly version: 1
  readonly id: string
  /** ISO 8601 in UTC. */
  readonly started: string
  /** Absent: it is in progress, or its run was killed. */
  readonly ended?: string
  readonly bucket: Bucket
  readonly actor: Pick<Actor, 'arn'>
  /** The objects that are updated one by one. Absent: a job updates them. */
  readonly objects?: readonly RecordedUpdate[]
  /** The id of the job of S3 Batch Operations. Absent until it is created. */
  readonly job?: string
  readonly result?: UpdateResult
}

export interface RecordedUpdate {
  readonly key: string
  /** `null` is the version of a bucket without versioning. */
  readonly versionId: string
  readonly was: FormerEncryption
  /** Absent: not updated when the record was written. */
  readonly outcome?: 'updated' | UpdateObstacle
}

/** `interrupted`: a person ended it, or a job was cancelled. What was updated until then stays updated. */
export interface UpdateResult {
  readonly outcome: 'complete' | 'partial' | 'interrupted' | 'failed'
  readonly updated: number
  readonly obstacles: readonly ObstacleCount[]
  /** The sample that was read back, and how many objects of it have the target. */
  readonly sample?: { readonly read: number; readonly good: number }
  /** Why a job failed. */
  readonly reason?: string
}

/** The folder of a bucket in the journal. */
export const reencryptionsOf = (bucket: Pick<Bucket, 'account' | 'name'>): string =>
  `objects/${partitionKeyOf(bucket)}/`

export const keyOfReencryption = ({ bucket, id, started }: ReencryptionRecord): string =>
  `${reencryptionsOf(bucket)}${nameOfChange({ time: started, id })}.json`

export const reencryptionId = (unique: string): string => `reencrypt-${unique}`

export const isReencryptionId = (id: string): boolean => id.startsWith('reencrypt-')

/** Whether a record is of a run that does the same, so that the run goes on. */
export const isSameScope = ({ target, from, prefix }: UpdateScope, other: UpdateScope): boolean =>
  target.keyArn === other.target.keyArn &&
  target.bucketKey === other.target.bucketKey &&
  prefix === other.prefix &&
  from.toSorted().join() === other.from.toSorted().join()
