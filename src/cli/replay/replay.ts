import type { Command } from 'commander'
import { addAccountOptions } from '../options/account-options.ts'
import { addRemovalOption, addSettingsOptions } from '../options/settings-options.ts'
import type { ReplayOptions } from './replay-events.ts'

const EXAMPLES = `
Examples:
  npx cooper replay events/create-bucket.json --dry-run
  npx cooper replay dead-letter.json --journal cooper-prod-journal-123456789012-eu-central-1
  aws sqs receive-message --queue-url URL --query 'Messages[0].Body' --output text | npx cooper replay -

A file contains an EventBridge event, a CloudTrail record or a message of the dead-letter queue, or a list of these. Cooper
handles each event as the bot does: it reads the live bucket and uses the settings of the bot in the journal, or without a
journal those of this shell. --set overrides them. With --dry-run it prints what it would do, and writes nothing.

Exit codes: 0 every bucket is compliant · 1 a bucket is non-compliant, or Cooper could not fix it · 2 wrong usage or input`

export const addReplay = (program: Command) =>
  addRemovalOption(
    addSettingsOptions(
      addAccountOptions(
        program
          .command('replay')
          .description('Handle recorded events as the bot does, with your own credentials.')
          .argument('<event...>', 'files with events; - is standard input'),
      ),
    ),
  )
    .option('--dry-run', 'print what would be done, without doing it')
    .option('--no-notify', 'notify nobody; without it, TOPIC_ARN must name a topic')
    .option('--json', 'print one line of JSON per event')
    .addHelpText('after', EXAMPLES)
    .action(runReplay)

async function runReplay(files: readonly string[], options: ReplayOptions) {
  // The AWS SDK is loaded only where it is needed.
  const { replayEvents } = await import('./replay-events.ts')
  process.exitCode = await replayEvents(files, options)
}
