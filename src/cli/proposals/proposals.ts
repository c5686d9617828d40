import type { Command } from 'commander'
import {
  addOrganizationOptions,
  refuseNamesInOrganization,
} from '../options/organization-options.ts'
import { addSelectionOptions, refuseOtherNames } from '../options/selection-options.ts'
import type { ListOptions } from './list-proposals.ts'

const EXAMPLES = `
Examples:
  npx cooper proposals --journal cooper-prod-journal-123456789012-eu-central-1-an
  npx cooper proposals my-bucket other-bucket
  npx cooper proposals --json | jq -r .id | xargs npx cooper approve --yes

Prints the changes that Cooper proposed in the mode "propose" and that wait for an answer, each with its id and the difference.
A proposal whose bucket changed since does not wait any more: Cooper makes another one. --json prints one proposal per line.

Exit codes: 0 all proposals are printed · 1 a bucket could not be read · 2 wrong usage or input · 130 interrupted`

export const addProposals = (program: Command) =>
  addOrganizationOptions(
    addSelectionOptions(
      program
        .command('proposals')
        .description('List the changes that Cooper proposes and that wait for an answer.'),
    ),
  )
    .option('--json', 'print one proposal per line as JSON')
    .addHelpText('after', EXAMPLES)
    .action(proposals)

async function proposals(names: readonly string[], options: ListOptions, command: Command) {
  refuseOtherNames(names, command)
  refuseNamesInOrganization(names, options, command)
  // The AWS SDK is loaded only where it is needed.
  const { listProposals } = await import('./list-proposals.ts')
  process.exitCode = await listProposals(names, options)
}
