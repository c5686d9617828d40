import type { Command } from 'commander'
import { addJournalOption } from '../options/journal-options.ts'
import { addSelectionOptions, refuseOtherNames, wholeNumber } from '../options/selection-options.ts'
import type { FixOptions } from './fix-account.ts'

const EXAMPLES = `
Examples:
  cooper fix --dry-run                              what would change, bucket by bucket
  cooper fix my-bucket                              shows the difference, asks, mends
  cooper fix --all-regions --control tls-only --max 10
  cooper fix --yes --no-notify --set DEFAULT_ENCRYPTION=sse-kms

It mends what falls short as the bot does, whatever MODE says: it reads again right before each write, adds only what is
missing, looks again, keeps a record in the journal and tells people through TOPIC_ARN. Exemptions, websites, log targets,
flapping and what somebody undid are left as they are. Ctrl-C lets the buckets under way be finished; started again, it goes on.
It needs the permissions of "cooper check", s3:PutBucketPolicy and s3:PutEncryptionConfiguration, and the journal.

Exit codes: 0 all mended, or nothing to mend · 1 some bucket could not be mended, or you said no · 2 wrong usage or input ·
130 ended by Ctrl-C`

export const addFix = (program: Command) =>
  addJournalOption(
    addSelectionOptions(
      program
        .command('fix')
        .description(
          'Mend the buckets that fall short of what is asked, after showing what would change.',
        ),
    ),
  )
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--max <number>', 'mend no more buckets than that', wholeNumber(1_000_000))
    .option('-y, --yes', 'do not ask')
    .option('--no-notify', 'tell nobody; else TOPIC_ARN must name a topic')
    .option(
      '--json',
      'print one line of JSON a bucket: what would change with --dry-run, else the record',
    )
    .addHelpText('after', EXAMPLES)
    .action(fix)

async function fix(names: readonly string[], options: FixOptions, command: Command) {
  refuseOtherNames(names, command)
  // The AWS SDK is loaded only where it is needed.
  const { fixAccount } = await import('./fix-account.ts')
  process.exitCode = await fixAccount(names, options)
}
