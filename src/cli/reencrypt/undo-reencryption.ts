import { headObject } from '../../aws/s3/object-calls.ts'
import type { ReencryptionRecord } from '../../core/reencryption/record.ts'
import { describeTarget } from '../../core/reencryption/target.ts'
import { countOf, obstacleLines } from '../../core/reencryption/update-lines.ts'
import { planUndoOfUpdates } from '../../objects/reencrypt/plan-undo-of-updates.ts'
import { NO_JOURNAL } from '../history/history.ts'
import { isConfirmed } from '../terminal/ask.ts'
import { EXIT, type ExitCode, worst } from '../terminal/exit-code.ts'
import { interruptible } from '../terminal/interruption.ts'
import { openPlace, type ReencryptPlace } from './open-place.ts'
import type { ReencryptOptions } from './reencrypt-options.ts'
import { createTeller } from './teller.ts'
import { updateAndRecord, updateResultLines } from './update-and-record.ts'

/** Gives objects of a change their former KMS keys back. */
export async function undoReencryption(
  name: string,
  id: string,
  options: ReencryptOptions,
): Promise<ExitCode> {
  const interruption = interruptible(FINISHING)
  const place = await openPlace(name, options)
  try {
    const record = await recordOf(id, place)
    const teller = createTeller(options, { bucket: name, undoes: id })
    const { client, bucket } = place
    const plan = await planUndoOfUpdates(record, (one) => headObject(client, bucket, one))
    const { groups, stay, obstacles } = plan
    await teller.say([
      `Undo ${id} on ${name}`,
      ...groups.map(
        ({ target, updates }) => `  ${countOf(updates.length)} back to ${describeTarget(target)}`,
      ),
      ...(stay > 0 ? [`  ${countOf(stay)} from SSE-S3 stay: S3 updates no object to SSE-S3.`] : []),
      ...obstacleLines(obstacles),
    ])
    const updates = groups.flatMap((group) => group.updates).length
    const code = stay > 0 || obstacles.length > 0 ? EXIT.findings : EXIT.well
    if (options.dryRun || updates === 0) return await teller.end({ ...plan, updated: 0 }, code)
    if (!options.yes && !(await isConfirmed('Undo it?', interruption))) {
      await teller.say(['Nothing was changed.'])
      return await teller.end({ updated: 0 }, EXIT.findings)
    }
    const codes: ExitCode[] = [code]
    let updated = 0
    for (const { target, updates } of groups) {
      if (interruption.aborted) break
      const scope = { target, from: ['sse-kms'], prefix: '' } as const
      const { record: undone, left } = await updateAndRecord({
        ...{ place, scope, updates, interruption },
      })
      const { result } = undone
      if (!result) continue
      updated += result.updated
      codes.push(result.outcome === 'complete' ? EXIT.well : EXIT.findings)
      await teller.say(updateResultLines(result, left, undone.id))
    }
    const isInterrupted = interruption.aborted
    return await teller.end({ updated }, isInterrupted ? EXIT.interrupted : worst(codes))
  } finally {
    place.close()
  }
}

const FINISHING = 'Finishing the objects that are under way. Press Ctrl-C again to stop at once.'

async function recordOf(
  id: string,
  { bucket, journal }: ReencryptPlace,
): Promise<ReencryptionRecord> {
  if (journal === undefined) throw new Error(NO_JOURNAL)
  const records = await journal.records.recent(bucket, MOST_RECORDS)
  const found = records.find((record) => record.id === id)
  if (!found)
    throw new Error(
      `Cannot undo: the journal has no change ${JSON.stringify(id)} of the objects of ${bucket.name}`,
    )
  if (found.objects === undefined) throw new Error(OF_A_JOB)
  return found
}

const MOST_RECORDS = 1000

const OF_A_JOB =
  'Cannot undo: a job updated these objects, and the journal does not have each former key. Name the former key: npx cooper reencrypt BUCKET --key ARN --from sse-kms'
