import { printableJson } from '../../core/printable.ts'
import { plural } from '../fix/fix-lines.ts'
import { journalOf, refuseInSilence } from '../options/ports.ts'
import { openSelections } from '../options/selection.ts'
import { isConfirmed } from '../terminal/ask.ts'
import { EXIT, type ExitCode, worst } from '../terminal/exit-code.ts'
import { interruptible } from '../terminal/interruption.ts'
import { writeOut } from '../terminal/standard-output.ts'
import { findOwnStatements } from './find-own-statements.ts'
import { removeAll } from './remove-statements.ts'
import type { Show, UninstallOptions } from './uninstall-options.ts'

/** Shows which statements of Cooper would be removed, asks for confirmation, and removes them. */
export async function uninstallAccount(
  names: readonly string[],
  options: UninstallOptions,
): Promise<ExitCode> {
  const { dryRun, json, yes } = options
  refuseInSilence(options)
  if (!dryRun && journalOf(options) === undefined) process.stderr.write(WITHOUT_JOURNAL)
  const interruption = interruptible(FINISHING)
  const selections = await openSelections(names, { ...options, includesExempt: true })
  const show: Show = (lines, data) =>
    writeOut(json ? `${printableJson(data)}\n` : lines.map((line) => `${line}\n`).join(''))
  const found = await findOwnStatements(selections, options, show, interruption)
  const { buckets, unread, unreachable } = found
  const rest = unread + unreachable > 0 ? EXIT.findings : EXIT.well
  process.stderr.write(
    `${plural(buckets.length, 'bucket')} with statements of Cooper; ${unread} could not be read.\n`,
  )
  if (interruption.aborted) return EXIT.interrupted
  if (buckets.length === 0) return rest
  if (dryRun) return EXIT.findings
  if (!yes && !(await isConfirmed('Remove them?', interruption))) {
    process.stderr.write('Nothing was changed.\n')
    return interruption.aborted ? EXIT.interrupted : EXIT.findings
  }
  return worst([await removeAll(buckets, selections, options, show, interruption), rest])
}

const FINISHING =
  'Finishing the buckets in progress, and no others. Press Ctrl-C again to stop at once.'

const WITHOUT_JOURNAL =
  'Without a journal (--journal, JOURNAL_BUCKET) there is no hold, and the messages are the only record of the changes.\n'
