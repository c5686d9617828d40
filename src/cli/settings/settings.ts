import type { Command } from 'commander'
import { accountId, addJournalOption, addRegionOptions } from '../options/journal-options.ts'
import type { SettingsOfAccountOptions } from './print-settings.ts'

const EXAMPLES = `
Examples:
  npx cooper settings 111122223333 --journal cooper-prod-journal-123456789012-eu-central-1-an
  npx cooper settings 111122223333 --json | jq -r .settings.MODE.value

Prints the settings by which the hub of that journal goes in an account, and where each value is from: "environment" is that of
the functions, "default" the part of that name of settings/organization.json in the journal, and an id the part of that
organizational unit or account there. Where several set a value, the strictest counts.

Exit codes: 0 the settings are printed · 2 wrong usage or input, or the settings of the account are not known`

export const addSettings = (program: Command) =>
  addRegionOptions(
    addJournalOption(
      program
        .command('settings')
        .description(
          'Print the settings for an account of an organization, and where they are from.',
        )
        .argument('<account>', 'the id of an account', accountId),
    ),
  )
    .option('--json', 'print them as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (account: string, options: SettingsOfAccountOptions) => {
      // The AWS SDK is loaded only where it is needed.
      const { printSettings } = await import('./print-settings.ts')
      await printSettings(account, options)
    })
