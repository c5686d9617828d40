import type { Command } from 'commander'
import { addEndpointOption } from '../options/endpoint-options.ts'
import {
  addOrganizationOptions,
  refuseNamesInOrganization,
} from '../options/organization-options.ts'
import { addSelectionOptions, refuseOtherNames, wholeNumber } from '../options/selection-options.ts'
import { addRemovalOption } from '../options/settings-options.ts'
import type { FixOptions } from './fix-account.ts'

const EXAMPLES = `
Examples:
  npx cooper fix --dry-run                              show what would change on each bucket
  npx cooper fix my-bucket                              show the difference, ask, then fix the bucket
  npx cooper fix --all-regions --control tls-only --max 10
  npx cooper fix --organization --accounts 111122223333,444455556666 --dry-run
  npx cooper fix --quiet-days 30                        only buckets that nobody used in a way that the fix denies
  npx cooper fix --yes --no-notify --set DEFAULT_ENCRYPTION=sse-kms

Cooper fixes buckets as the bot does, whatever MODE is: it reads again right before each write, adds only what is missing,
verifies the result, keeps a record in the journal and notifies people through TOPIC_ARN. It respects exemptions, websites,
log targets, flapping and holds. Ctrl-C, SIGTERM, a lost terminal and a closed pipe finish the
buckets in progress; run the command again to continue.
With a journal, the settings are those of the bot, which --set may raise and not lower. Without one, they are those of this
shell. Cooper's own statements stay, even where a setting no longer requires them.
--quiet-days reads access logs as "npx cooper impact" does, and leaves a bucket without logs of all these days alone too.
You need the permissions of "npx cooper check", s3:PutBucketPolicy and s3:PutEncryptionConfiguration, and the journal.

Exit codes: 0 all fixed, or nothing to fix · 1 a bucket is not fixed, or could not be read · 2 wrong usage or input ·
130 interrupted`

export const addFix = (program: Command) =>
  addEndpointOption(
    addRemovalOption(
      addOrganizationOptions(
        addSelectionOptions(
          program
            .command('fix')
            .description('Fix non-compliant buckets, after showing what would change and asking.'),
        ),
      ),
    ),
  )
    .option('--dry-run', 'show what would change, without changing it')
    .option('--max <number>', 'fix at most this number of buckets', wholeNumber(1_000_000))
    .option(
      '--quiet-days <number>',
      'leave alone what somebody used in so many days in a way that the change would deny',
      wholeNumber(3650),
    )
    .option('-y, --yes', 'do not ask for confirmation')
    .option('--no-notify', 'notify nobody; without it, TOPIC_ARN must name a topic')
    .option(
      '--json',
      'print one line of JSON per bucket: the record, or with --dry-run what would change',
    )
    .addHelpText('after', EXAMPLES)
    .action(fix)

async function fix(names: readonly string[], options: FixOptions, command: Command) {
  refuseOtherNames(names, command)
  refuseNamesInOrganization(names, options, command)
  // The AWS SDK is loaded only where it is needed.
  const { fixAccount } = await import('./fix-account.ts')
  process.exitCode = await fixAccount(names, options)
}
