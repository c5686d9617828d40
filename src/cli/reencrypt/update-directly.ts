import { randomUUID } from 'node:crypto'
import { headObject } from '../../aws/s3/object-calls.ts'
import { updateObjectEncryption } from '../../aws/s3/update-object-encryption.ts'
import { costOfUpdates } from '../../core/reencryption/cost.ts'
import {
  type ReencryptionRecord,
  reencryptionId,
  type UpdateResult,
} from '../../core/reencryption/record.ts'
import {
  costLines,
  countOf,
  formerLines,
  obstacleLines,
  undoLines,
} from '../../core/reencryption/update-lines.ts'
import {
  readSampleBack,
  recorded,
  runUpdates,
  type UpdatesRun,
} from '../../objects/reencrypt/run-updates.ts'
import { isConfirmed } from '../terminal/ask.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import type { ReencryptTask } from './reencrypt-bucket.ts'

/** Updates the objects one by one, after showing what that means and asking. */
export async function updateDirectly(task: ReencryptTask): Promise<ExitCode> {
  const { scope, collected, readers, options, teller, interruption } = task
  const { updates, seen, obstacles } = collected
  const formers = updates.map(({ was }) => was)
  const numbers = { ...collected, updates: updates.length }
  if (updates.length === 0) {
    await teller.say(['There is nothing to update.'])
    return teller.end({ ...numbers, updated: 0 }, obstacles.length > 0 ? EXIT.findings : EXIT.well)
  }
  const heads = seen + updates.filter(({ versionId }) => versionId === 'null').length
  await teller.say([
    `${countOf(updates.length)} are updated in place. ETag, dates, storage class and data stay:`,
    ...formerLines(formers),
    ...costLines(
      costOfUpdates({ updates: updates.length, heads, listed: seen }),
      scope.target.bucketKey,
    ),
    ...undoLines(formers),
  ])
  if (options.dryRun) return teller.end({ ...numbers, updated: 0 }, EXIT.well)
  if (readers.shutOut.length > 0 && !options.evenIfShutOut) {
    await teller.say([SHUT_OUT])
    return teller.end({ ...numbers, updated: 0, shutOut: readers.shutOut }, EXIT.findings)
  }
  const isWanted = options.yes || (await isConfirmed('Update them?', interruption))
  if (!isWanted || interruption.aborted) {
    await teller.say(['Nothing was changed.'])
    const code = interruption.aborted ? EXIT.interrupted : EXIT.findings
    return teller.end({ ...numbers, updated: 0 }, code)
  }
  const { record, left } = await updateAndRecord(task)
  const { id, result } = record
  if (!result) throw new Error('Cannot tell the result')
  await teller.say(resultLines(result, left, id))
  return teller.end({ ...numbers, ...result, id, left }, codeOfUpdates(task, result))
}

const SHUT_OUT =
  'Nothing was changed: somebody would lose these objects. Change that first, or add --even-if-shut-out.'

async function updateAndRecord(
  task: ReencryptTask,
): Promise<{ record: ReencryptionRecord; left: number }> {
  const { place, scope, collected, interruption } = task
  const { client, bucket, pace, caller, journal } = place
  const begun: ReencryptionRecord = {
    ...{ version: 1, id: reencryptionId(randomUUID()), started: new Date().toISOString() },
    ...{ bucket, actor: { arn: caller.arn }, ...scope },
    objects: collected.updates.map((object) => recorded(object)),
  }
  // The former keys are in the journal before the first update, so that an undo knows them whatever happens.
  await journal?.records.put(begun)
  const head = (object: Parameters<typeof headObject>[2]) => headObject(client, bucket, object)
  const run = await runUpdates(collected.updates, scope.target, {
    update: (object, target) => updateObjectEncryption(client, bucket, object, target),
    ...{ head, pace, random: Math.random, signal: interruption, progress: () => undefined },
  })
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

function codeOfUpdates(
  { collected, interruption }: ReencryptTask,
  { outcome }: UpdateResult,
): ExitCode {
  if (interruption.aborted) return EXIT.interrupted
  return outcome === 'complete' && collected.obstacles.length === 0 ? EXIT.well : EXIT.findings
}

const resultLines = (
  { updated, obstacles, sample }: UpdateResult,
  left: number,
  id: string,
): readonly string[] => [
  `${countOf(updated)} were updated.`,
  ...(obstacles.length > 0 ? ['These were not:'] : []),
  ...obstacleLines(obstacles),
  ...(left > 0 ? [`${countOf(left)} are left. Run the same command again to go on.`] : []),
  ...(sample && sample.read > 0
    ? [`Read back: ${sample.good} of ${countOf(sample.read)} of a sample have the new encryption.`]
    : []),
  `The journal has it as ${id}.`,
]
