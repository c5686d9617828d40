import type { Command } from 'commander'
import { addEndpointOption } from '../options/endpoint-options.ts'
import { addPlaceOptions } from '../options/journal-options.ts'
import { addSettingsOptions } from '../options/settings-options.ts'
import type { ApproveOptions } from './approve-proposals.ts'
import { type ProposalName, proposalName } from './find-proposal.ts'

const EXAMPLES = `
Examples:
  npx cooper approve my-bucket/2f9bd1a6-5f0c-4a8e-9d6c-1d8a3b1f7c55 --dry-run
  npx cooper approve my-bucket/2f9bd1a6-5f0c-4a8e-9d6c-1d8a3b1f7c55

Cooper makes the proposed change as "npx cooper fix" makes one: it reads again right before each write, verifies the result, keeps
a record in the journal with your name, and notifies people through TOPIC_ARN. It changes nothing if the bucket, or what Cooper
would change, is no longer as it was, and says what changed. With a journal, the settings are those of the bot.
The ids are in the messages, and "npx cooper proposals" lists them. You need the permissions of "npx cooper fix".

Exit codes: 0 all approved and fixed · 1 one is not fixed, or --dry-run shows a change · 2 wrong usage or input · 130 interrupted`

export const addApprove = (program: Command) =>
  addEndpointOption(
    addPlaceOptions(
      addSettingsOptions(
        program
          .command('approve')
          .description('Make changes that Cooper proposed, after showing them and asking.')
          .argument('<id...>', 'ids of proposals', proposalName),
      ),
    ),
  )
    .option('--dry-run', 'show what would change, without changing it')
    .option('-y, --yes', 'do not ask for confirmation')
    .option('--no-notify', 'notify nobody; without it, TOPIC_ARN must name a topic')
    .option(
      '--json',
      'print one line of JSON per proposal: the record, or with --dry-run what would change',
    )
    .addHelpText('after', EXAMPLES)
    .action(approve)

async function approve(names: readonly ProposalName[], options: ApproveOptions) {
  // The AWS SDK is loaded only where it is needed.
  const { approveProposals } = await import('./approve-proposals.ts')
  process.exitCode = await approveProposals(names, options)
}
