import * as v from 'valibot'
import type { Bucket } from '../../core/bucket.ts'
import { UPDATABLE } from '../../core/reencryption/decide-update.ts'
import { OBSTACLES, type UpdateObstacle } from '../../core/reencryption/obstacles.ts'
import {
  keyOfReencryption,
  type ReencryptionRecord,
  reencryptionsOf,
} from '../../core/reencryption/record.ts'
import { AccountId, BucketName, IsoTime, PartitionName, RegionName } from '../events/values.ts'
import type { JsonObjects } from './json-objects.ts'
import type { ReportUnreadable } from './read-entries.ts'

const Obstacle = v.picklist(Object.keys(OBSTACLES) as UpdateObstacle[])
const Count = v.pipe(v.number(), v.integer(), v.minValue(0))

const RecordText = v.pipe(
  v.string(),
  v.parseJson(),
  // Loose objects keep the fields of a later Cooper.
  v.looseObject({
    version: v.literal(1),
    id: v.string(),
    started: IsoTime,
    ended: v.exactOptional(IsoTime),
    bucket: v.object({
      ...{ name: BucketName, account: AccountId, region: RegionName, partition: PartitionName },
    }),
    actor: v.looseObject({ arn: v.exactOptional(v.string()) }),
    target: v.object({ keyArn: v.string(), bucketKey: v.boolean() }),
    from: v.array(v.picklist(UPDATABLE)),
    prefix: v.string(),
    objects: v.exactOptional(
      v.array(
        v.looseObject({
          key: v.string(),
          versionId: v.string(),
          was: v.looseObject({ encryption: v.picklist(UPDATABLE) }),
          outcome: v.exactOptional(v.union([v.literal('updated'), Obstacle])),
        }),
      ),
    ),
    job: v.exactOptional(v.string()),
    result: v.exactOptional(
      v.looseObject({
        outcome: v.picklist(['complete', 'partial', 'interrupted', 'failed']),
        updated: Count,
        obstacles: v.array(
          v.looseObject({ obstacle: Obstacle, objects: Count, examples: v.array(v.string()) }),
        ),
      }),
    ),
  }),
)

/** The changes of the encryption of existing objects, in the journal. */
export interface Reencryptions {
  /** Writes a record, in place of the one with the same id. */
  readonly put: (record: ReencryptionRecord) => Promise<void>
  /** Those of a bucket, the newest first, at most so many. */
  readonly recent: (
    bucket: Pick<Bucket, 'account' | 'name'>,
    most: number,
  ) => Promise<readonly ReencryptionRecord[]>
}

export const reencryptionsIn = (
  objects: JsonObjects,
  reportUnreadable: ReportUnreadable,
): Reencryptions => ({
  put: (record) => objects.put(keyOfReencryption(record), record),
  async recent(bucket, most) {
    const listed = await objects.list(reencryptionsOf(bucket), most)
    const keys = listed.map(({ key }) => key).filter((key) => key.endsWith('.json'))
    const read = async (key: string): Promise<readonly ReencryptionRecord[]> => {
      const stored = await objects.get(key)
      const { success, output } = v.safeParse(RecordText, stored?.text, { abortEarly: true })
      const record = success ? (output as unknown as ReencryptionRecord) : undefined
      // The content must be of the bucket and the id that the key names.
      if (record && keyOfReencryption(record) === key) return [record]
      if (stored) reportUnreadable(key)
      return []
    }
    return (await Promise.all(keys.map(read))).flat()
  },
})
