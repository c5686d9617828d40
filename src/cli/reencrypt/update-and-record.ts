import { randomUUID } from 'node:crypto'
import { headObject } from '../../aws/s3/object-calls.ts'
import { updateObjectEncryption } from '../../aws/s3/update-object-encryption.ts'
import type { UpdateScope } from '../../core/reencryption/decide-update.ts'
import {
  type ReencryptionRecord,
  reencryptionId,
  type UpdateResult,
} from '../../core/reencryption/record.ts'
import { countOf, obstacleLines } from '../../core/reencryption/update-lines.ts'
import type { PlannedUpdate } from '../../objects/reencrypt/collect-updates.ts'
import {
  readSampleBack,
  recorded,
  runUpdates,
  type UpdatesRun,
} from '../../objects/reencrypt/run-updates.ts'
import { startProgress } from '../terminal/progress.ts'
import type { ReencryptPlace } from './open-place.ts'

export interface UpdatesToDo {
  readonly place: ReencryptPlace
  readonly scope: UpdateScope
  readonly updates: readonly PlannedUpdate[]
  readonly interruption: AbortSignal
}

/** Updates objects, with a record in the journal before the first one and after the last one. */
export async function updateAndRecord({
  place,
  scope,
  updates,
  interruption,
}: UpdatesToDo): Promise<{ record: ReencryptionRecord; left: number }> {
  const { client, bucket, pace, caller, journal } = place
  const begun: ReencryptionRecord = {
    ...{ version: 1, id: reencryptionId(randomUUID()), started: new Date().toISOString() },
    ...{ bucket, actor: { arn: caller.arn }, ...scope },
    objects: updates.map((object) => recorded(object)),
  }
  // The former keys are in the journal before the first update, so that an undo knows them whatever happens.
  await journal?.records.put(begun)
  const head = (object: Parameters<typeof headObject>[2]) => headObject(client, bucket, object)
  const progress = startProgress(process.stderr, 'objects')
  progress.total(updates.length)
  const run = await runUpdates(updates, scope.target, {
    update: (object, target) => updateObjectEncryption(client, bucket, object, target),
    ...{ head, pace, random: Math.random, signal: interruption, progress: progress.tick },
  }).finally(progress.stop)
  const sample = await readSampleBack(run.objects, scope.target, { head, random: Math.random })
  const { objects, updated, obstacles, left } = run
  const result = { outcome: outcomeOf(run, sample), updated, obstacles, sample }
  const record = { ...begun, ended: new Date().toISOString(), objects, result }
  await journal?.records.put(record)
  return { record, left }
}

function outcomeOf(
  { left, obstacles }: UpdatesRun,
  { read, good }: NonNullable<UpdateResult['sample']>,
): UpdateResult['outcome'] {
  if (left > 0) return 'interrupted'
  return obstacles.some(({ obstacle }) => obstacle !== 'gone') || good < read
    ? 'partial'
    : 'complete'
}

export const updateResultLines = (
  { updated, obstacles, sample }: UpdateResult,
  left: number,
  id: string,
): readonly string[] => [
  `Updated: ${countOf(updated)}.`,
  ...(obstacles.length > 0 ? ['These were not:'] : []),
  ...obstacleLines(obstacles),
  ...(left > 0 ? [`Left: ${countOf(left)}. Run the same command again to go on.`] : []),
  ...(sample && sample.read > 0
    ? [`Read back a sample: ${sample.good} of ${countOf(sample.read)} with the new encryption.`]
    : []),
  `The journal has it as ${id}.`,
]
