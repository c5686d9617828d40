import type { RemediationRecord } from '../../core/journal/record.ts'
import { printable, printableJson } from '../../core/printable.ts'
import { EXIT } from '../terminal/exit-code.ts'
import { writeOut } from '../terminal/standard-output.ts'

/** Tells that the last change was undone already. Nothing is done, and nothing is wrong. */
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
  `The last change on ${bucket} was already undone, at ${time} by ${printable(actor.arn ?? 'somebody', 200)}. Nothing was changed.`,
  `Cooper leaves ${undo?.controls.join(' ')} of this bucket alone until ${undo?.until}.`,
  `To undo the undo, so that Cooper fixes the bucket again: npx cooper undo ${bucket} --record ${printable(id, 128)}`,
]
