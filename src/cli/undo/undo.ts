import { type Command, InvalidArgumentError, Option } from 'commander'
import { isDay } from '../../core/assessment/exempt-tag.ts'
import { addJournalOptions, bucketName } from '../options/journal-options.ts'
import type { UndoOptions } from './undo-bucket.ts'

const EXAMPLES = `
Examples:
  cooper undo my-bucket --journal cooper-prod-journal-123456789012-eu-central-1 --dry-run
  cooper undo my-bucket --record 2f9bd1a6-5f0c-4a8e-9d6c-1d8a3b1f7c55 --until 2027-01-31
  cooper undo my-bucket --own-statements-only         somebody changed the bucket since: take out Cooper's statements, no more
  cooper undo my-bucket --record message.json --yes     without a journal, from Cooper's message

It puts back what stood there before the change, if the bucket is still as Cooper left it, and the bot holds still on that
bucket until then. To end that earlier, undo the undo: its record is in the journal too ("cooper history my-bucket").
It needs the permissions to read and write the bucket's policy and default encryption, and the journal.

Exit codes: 0 undone, or nothing to undo · 1 not undone, and why · 2 wrong usage or input`

export const addUndo = (program: Command) =>
  addJournalOptions(
    program
      .command('undo')
      .description('Put back what stood on a bucket before a change of Cooper.')
      .argument('<bucket>', 'the name of a bucket', bucketName),
  )
    .option(
      '--record <id|file>',
      'the change, by its id; or a file with the JSON of its message; where left out, the last one',
    )
    .addOption(
      new Option(
        '--until <day>',
        'the last day on which the bot holds still, such as 2027-01-31 (in 30 days)',
      ).argParser(day),
    )
    .option(
      '--own-statements-only',
      'take out the statements that the change added, and leave all else as it is',
    )
    .option('--dry-run', 'show what would change, and change nothing')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print the result as JSON')
    .option('--no-notify', 'tell nobody, though TOPIC_ARN be set')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: UndoOptions) => {
      // The AWS SDK is loaded only where it is needed.
      const { undoBucket } = await import('./undo-bucket.ts')
      await undoBucket(name, options)
    })

function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('It must be a day such as 2027-01-31.')
  if (text < new Date().toISOString().slice(0, 10)) throw new InvalidArgumentError('It is over.')
  return text
}
