import type { Command } from 'commander'
import { lastDayOption } from '../options/last-day-option.ts'
import {
  addOrganizationOptions,
  refuseNamesInOrganization,
} from '../options/organization-options.ts'
import { addSelectionOptions, refuseOtherNames } from '../options/selection-options.ts'
import { addConfirmOptions } from '../undo/confirm-options.ts'
import type { UninstallOptions } from './uninstall-options.ts'

const EXAMPLES = `
Examples:
  npx cooper uninstall --all-regions --dry-run          show what would be removed from each bucket
  npx cooper uninstall my-bucket --control tls-only     the statement of one control, from one bucket
  npx cooper uninstall --organization --all-regions --journal cooper-prod-journal-123456789012-eu-central-1-an

Removes Cooper's own statements from bucket policies, and nothing else: a statement that somebody altered is not Cooper's any
more. A policy that has only statements of Cooper is deleted. The default encryption stays. First remove the stack: a Cooper
that still runs puts the statements back as soon as the hold is over. The hold is that of an undo: until the day of --until
the Cooper of that journal leaves these controls alone. Each removal is in the journal and is notified like a fix, and the
command that is printed puts the statements back. You need permission to list buckets, and
to read, put and delete bucket policies.

Exit codes: 0 all removed, or nothing to remove · 1 not all removed, or only shown, or a bucket could not be read · 2 wrong
usage or input · 130 interrupted`

export const addUninstall = (program: Command) => {
  const command = program
    .command('uninstall')
    .description("Remove Cooper's statements from bucket policies, after showing them and asking.")
  const selecting = addOrganizationOptions(addSelectionOptions(command)).addOption(lastDayOption())
  return addConfirmOptions(selecting).addHelpText('after', EXAMPLES).action(uninstall)
}

async function uninstall(names: readonly string[], options: UninstallOptions, command: Command) {
  refuseOtherNames(names, command)
  refuseNamesInOrganization(names, options, command)
  // The AWS SDK is loaded only where it is needed.
  const { uninstallAccount } = await import('./uninstall-account.ts')
  process.exitCode = await uninstallAccount(names, options)
}
