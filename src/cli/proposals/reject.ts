import { type Command, InvalidArgumentError } from 'commander'
import { addJournalOptions } from '../options/journal-options.ts'
import { lastDayOption } from '../options/last-day-option.ts'
import { type ProposalName, proposalName } from './find-proposal.ts'
import type { RejectOptions } from './reject-proposals.ts'

const EXAMPLES = `
Examples:
  npx cooper reject my-bucket/2f9bd1a6-5f0c-4a8e-9d6c-1d8a3b1f7c55 --reason "the till speaks HTTP" --until 2027-01-31

A rejection is a hold, as "npx cooper undo" places one: until the day of --until, Cooper leaves the proposed controls of this
bucket alone, and changes nothing. Then it proposes the change again. To end the hold earlier, undo the rejection: its record is
in the journal ("npx cooper history my-bucket"). No hold is longer than the journal keeps the rejection.

Exit codes: 0 all rejected · 1 one is no longer open, or not rejected · 2 wrong usage or input · 130 interrupted`

export const addReject = (program: Command) =>
  addJournalOptions(
    program
      .command('reject')
      .description('Reject changes that Cooper proposed: it leaves them alone until a day.')
      .argument('<id...>', 'ids of proposals', proposalName),
  )
    .requiredOption('--reason <text>', 'why, for the record and the message', reason)
    .addOption(lastDayOption())
    .option('--dry-run', 'show what would be rejected, without rejecting it')
    .option('-y, --yes', 'do not ask for confirmation')
    .option('--no-notify', 'notify nobody, even if TOPIC_ARN is set')
    .option('--json', 'print one line of JSON per proposal')
    .addHelpText('after', EXAMPLES)
    .action(reject)

function reason(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.length > LONGEST)
    throw new InvalidArgumentError(`It must have 1 to ${LONGEST} characters.`)
  return trimmed
}

const LONGEST = 500

async function reject(names: readonly ProposalName[], options: RejectOptions) {
  // The AWS SDK is loaded only where it is needed.
  const { rejectProposals } = await import('./reject-proposals.ts')
  process.exitCode = await rejectProposals(names, options)
}
