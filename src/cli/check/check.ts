import { setFlagsFromString } from 'node:v8'
import type { Command } from 'commander'
import { addSelectionOptions, refuseOtherNames } from '../options/selection-options.ts'
import type { CheckOptions } from './check-account.ts'
import { onStdout } from './check-outputs.ts'

const EXAMPLES = `
Examples:
  cooper check                                      all buckets of the region
  cooper check --all-regions --profile audit        all buckets of the account
  cooper check my-bucket other-bucket               these, wherever they are
  cooper check --set DEFAULT_ENCRYPTION=sse-kms --set MINIMUM_TLS_VERSION=1.2
  cooper check --control tls-only --json | jq -r 'select(.verdict == "non-compliant") | .bucket.name'
  cooper check --all-regions --html report.html --csv buckets.csv --asff findings.ndjson

What is asked of buckets is what the bot asks: the same variables (CONTROLS, DEFAULT_ENCRYPTION, KMS_KEY_ARN …), with
--set over them. Nothing is written. It needs the permissions s3:ListAllMyBuckets, s3:GetBucketPolicy and
s3:GetEncryptionConfiguration; and s3:GetBucketTagging, s3:GetBucketWebsite and s3:GetBucketAcl for what falls short.

--json prints one bucket a line. --asff writes one batch a line, each for "aws securityhub batch-import-findings".

Exit codes: 0 all well · 1 some bucket is non-compliant or unknown · 2 wrong usage or input · 130 ended by Ctrl-C,
after telling what was found so far`

export const addCheck = (program: Command) =>
  addSelectionOptions(
    program
      .command('check')
      .description('Look at buckets and tell which fall short of what is asked. Writes nothing.'),
  )
    .option('--json', 'print one bucket a line as JSON, in place of the table')
    .option('--csv <file>', 'write a table for spreadsheets; - is standard output')
    .option('--html <file>', 'write a report for a browser; - is standard output')
    .option('--asff <file>', "write findings in AWS Security Hub's format; - is standard output")
    .addHelpText('after', EXAMPLES)
    .action(check)

async function check(names: readonly string[], options: CheckOptions, command: Command) {
  refuseOtherNames(names, command)
  if (onStdout(options) > 1) {
    command.error('error: standard output takes one of --json, --csv -, --html - and --asff -')
  }
  // Else V8 lets garbage pile up to hundreds of megabytes before it looks: it may grow by a fifth of what is in use.
  setFlagsFromString('--heap-growing-percent=20')
  setFlagsFromString('--semi-space-growth-factor=1')
  // The AWS SDK is loaded only where it is needed.
  const { checkAccount } = await import('./check-account.ts')
  process.exitCode = await checkAccount(names, options)
}
