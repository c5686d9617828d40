import type { Command } from 'commander'
import { addAccountOptions } from '../options/account-options.ts'
import { addJournalOption } from '../options/journal-options.ts'
import type { ReplayOptions } from './replay-events.ts'

const EXAMPLES = `
Examples:
  cooper replay events/create-bucket.json --dry-run
  cooper replay dead-letter.json --journal cooper-prod-journal-123456789012-eu-central-1
  aws sqs receive-message --queue-url URL --query 'Messages[0].Body' --output text | cooper replay -

A file holds an EventBridge event, a record of CloudTrail, or what lies in the dead-letter queue; or a list of these. Each is
handled as the bot does: the live bucket counts, and the same variables (MODE, CONTROLS …), with --set over them. --dry-run
looks, tells here what would be done, and writes nothing.

Exit codes: 0 nothing falls short any more · 1 something does, or could not be mended · 2 wrong usage or input`

export const addReplay = (program: Command) =>
  addJournalOption(
    addAccountOptions(
      program
        .command('replay')
        .description('Handle recorded events as the bot does, with your own credentials.')
        .argument('<event...>', 'files with events; - is standard input'),
    ),
  )
    .option('--dry-run', 'look and tell, and change nothing')
    .option('--no-notify', 'tell nobody; else TOPIC_ARN must name a topic')
    .option('--json', 'print one line of JSON an event')
    .addHelpText('after', EXAMPLES)
    .action(runReplay)

async function runReplay(files: readonly string[], options: ReplayOptions) {
  // The AWS SDK is loaded only where it is needed.
  const { replayEvents } = await import('./replay-events.ts')
  process.exitCode = await replayEvents(files, options)
}
