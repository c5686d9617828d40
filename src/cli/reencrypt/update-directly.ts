import { costOfUpdates } from '../../core/reencryption/cost.ts'
import type { UpdateResult } from '../../core/reencryption/record.ts'
import { costLines, countOf, formerLines, undoLines } from '../../core/reencryption/update-lines.ts'
import { isConfirmed } from '../terminal/ask.ts'
import { EXIT, type ExitCode } from '../terminal/exit-code.ts'
import type { ReencryptTask } from './reencrypt-task.ts'
import { SHUT_OUT } from './shut-out.ts'
import { updateAndRecord, updateResultLines } from './update-and-record.ts'

/** Updates the objects one by one, after showing what that means and asking. */
export async function updateDirectly(task: ReencryptTask): Promise<ExitCode> {
  const { place, scope, collected, readers, options, teller, interruption } = task
  const { updates, seen, obstacles } = collected
  const formers = updates.map(({ was }) => was)
  const numbers = { ...collected, updates: updates.length }
  if (updates.length === 0) {
    await teller.say(['There is nothing to update.'])
    return teller.end({ ...numbers, updated: 0 }, obstacles.length > 0 ? EXIT.findings : EXIT.well)
  }
  const heads = seen + updates.filter(({ versionId }) => versionId === 'null').length
  await teller.say([
    `To update in place, so that ETag, dates, storage class and data stay: ${countOf(updates.length)}`,
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
  const { record, left } = await updateAndRecord({ place, scope, updates, interruption })
  const { id, result } = record
  if (!result) throw new Error('Cannot show the result')
  await teller.say(updateResultLines(result, left, id))
  return teller.end({ ...numbers, ...result, id, left }, codeOfUpdates(task, result))
}

function codeOfUpdates(
  { collected, interruption }: ReencryptTask,
  { outcome }: UpdateResult,
): ExitCode {
  if (interruption.aborted) return EXIT.interrupted
  return outcome === 'complete' && collected.obstacles.length === 0 ? EXIT.well : EXIT.findings
}
