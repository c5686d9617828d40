import type { Command } from 'commander'
import { addEndpointOption } from '../options/endpoint-options.ts'
import { addJournalOptions, bucketName } from '../options/journal-options.ts'
import { lastDayOption } from '../options/last-day-option.ts'
import { addConfirmOptions } from './confirm-options.ts'
import type { UndoOptions } from './undo-bucket.ts'

const EXAMPLES = `
Examples:
  npx cooper undo my-bucket --journal cooper-prod-journal-123456789012-eu-central-1-an --dry-run
  npx cooper undo my-bucket --record 2f9bd1a6-5f0c-4a8e-9d6c-1d8a3b1f7c55 --until 2027-01-31
  npx cooper undo my-bucket --own-statements-only       if the bucket changed since: remove Cooper's statements, nothing else
  npx cooper undo my-bucket --record message.json --yes   without a journal, from Cooper's message

Cooper restores what the change replaced, if the bucket is still as Cooper left it. The undo also places a hold: until the
day of --until, Cooper leaves the undone controls of this bucket alone. To end the hold earlier, undo the undo: its record
is in the journal too ("npx cooper history my-bucket"). No hold is longer than the journal keeps the undo. You need permission
to read and write the bucket's policy and default encryption, and the journal.

Exit codes: 0 undone, or nothing to undo · 1 not undone · 2 wrong usage or input · 130 interrupted: the undo is complete if
it had begun`

export const addUndo = (program: Command) => {
  const command = program
    .command('undo')
    .description('Undo a change of Cooper: restore what it replaced on a bucket.')
    .argument('<bucket>', 'the name of a bucket', bucketName)
    .option(
      '--record <id|file>',
      'the id of the change, or a file with the JSON of its message; default: the last change',
    )
    .addOption(lastDayOption())
    .option(
      '--own-statements-only',
      'remove the statements that the change added, and nothing else',
    )
  return addConfirmOptions(addEndpointOption(addJournalOptions(command)))
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: UndoOptions) => {
      // The AWS SDK is loaded only where it is needed.
      const { undoBucket } = await import('./undo-bucket.ts')
      await undoBucket(name, options)
    })
}
