import { isHoldOver, type Undo } from '../../core/assessment/hold.ts'
import type { Bucket } from '../../core/bucket.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import { undoCommandOf } from '../../core/journal/undo-command.ts'
import type { Ports } from '../../core/ports.ts'
import { printableJson, visible } from '../../core/printable.ts'
import { EXIT } from '../terminal/exit-code.ts'
import { writeOut } from '../terminal/standard-output.ts'
import { stopIfUndoIsBegun } from './find-change.ts'

/** Prints that the change was undone already. Nothing is done, and nothing is wrong. */
export async function sayAlreadyUndone(
  record: RemediationRecord,
  { json }: { readonly json?: true },
): Promise<void> {
  const data = { undoes: record.undo?.of, undone: false, already: record }
  const text = alreadyLines(record).map((line) => `${line}\n`)
  await writeOut(json ? `${printableJson(data)}\n` : text.join(''))
  process.exitCode = EXIT.well
}

const alreadyLines = ({ id, bucket, time, actor, undo }: RemediationRecord) => [
  `${undo?.of === undefined ? `Cooper already made room on ${bucket}` : `The change ${visible(undo.of, 512)} on ${bucket} was already undone`}, at ${time} by ${visible(actor.arn ?? 'somebody')}. Nothing was changed.`,
  ...(undo?.until ? holdLines(id, bucket, undo) : []),
]

function holdLines(id: string, bucket: string, { controls, until }: Undo): readonly string[] {
  const command = undoCommandOf(id, bucket)
  return [
    `Cooper leaves ${controls.join(' ')} of this bucket alone until ${until}.`,
    ...(command ? [`To undo the undo, so that Cooper fixes the bucket again: ${command}`] : []),
  ]
}

/**
 * The completed undo of the change with this id. `undefined`: there is none, its hold is over, or it was undone itself. Throws
 * where its own undo is not complete.
 */
export async function lastingUndo(
  id: string,
  bucket: Bucket,
  { journal, now }: Pick<Ports, 'journal' | 'now'>,
): Promise<RemediationRecord | undefined> {
  const { entries } = await journal.recent(bucket, {})
  const undone = entries.flatMap(({ record, notified }) =>
    record?.outcome === 'undone' && notified ? record : [],
  )
  const found = undone.findLast(({ undo }) => undo?.of === id)
  const { until } = found?.undo ?? {}
  if (!found || (until && isHoldOver(until, now().toISOString()))) return undefined
  stopIfUndoIsBegun(found.id, entries)
  return undone.some(({ undo }) => undo?.of === found.id) ? undefined : found
}
