import type { Command } from 'commander'
import { failOnOption } from '../options/fail-on.ts'
import {
  addOrganizationOptions,
  refuseNamesInOrganization,
} from '../options/organization-options.ts'
import { addSelectionOptions, refuseOtherNames } from '../options/selection-options.ts'
import { keepHeapSmall } from '../terminal/small-heap.ts'
import type { CheckOptions } from './check-account.ts'
import { onStdout } from './check-outputs.ts'

const EXAMPLES = `
Examples:
  npx cooper check                                      all buckets of the region
  npx cooper check --all-regions --profile audit        all buckets of the account
  npx cooper check my-bucket other-bucket               these buckets, in whatever region
  npx cooper check --organization --ou ou-ab12-cdef3456 --html report.html
  npx cooper check --set DEFAULT_ENCRYPTION=sse-kms --set MINIMUM_TLS_VERSION=1.2
  npx cooper check --control tls-only --json | jq -r 'select(.verdict == "non-compliant") | .bucket.name'
  npx cooper check --all-regions --html report.html --csv buckets.csv --asff findings.ndjson

The settings are those of the bot: the same variables (CONTROLS, DEFAULT_ENCRYPTION, KMS_KEY_ARN …), which --set overrides.
You need the permissions s3:ListAllMyBuckets, s3:GetBucketPolicy and s3:GetEncryptionConfiguration; and for non-compliant
buckets s3:GetBucketTagging, s3:GetBucketWebsite and s3:GetBucketAcl.

--json prints one bucket per line. --asff writes one batch per line, each for "aws securityhub batch-import-findings".

Exit codes: 0 all compliant · 1 a bucket is non-compliant or unknown (see --fail-on) · 2 wrong usage or input · 3 only unknown,
with --strict-exit · 130 ended by Ctrl-C, after printing what was found so far`

export const addCheck = (program: Command) =>
  addOrganizationOptions(
    addSelectionOptions(
      program
        .command('check')
        .description('Check buckets and report which are non-compliant. Changes nothing.'),
    ),
  )
    .option('--json', 'print one bucket per line as JSON, instead of the table')
    .option('--csv <file>', 'write a table for spreadsheets; - is standard output')
    .option('--all', 'let --csv also have lines for controls that the settings do not ask for')
    .option(
      '--tags <keys>',
      'keys of tags that --csv and --json have too, separated by commas',
      tagKeys,
    )
    .option('--html <file>', 'write a report for a browser; - is standard output')
    .option('--asff <file>', "write findings in AWS Security Hub's format; - is standard output")
    .option(
      '--ocsf <file>',
      'write findings in the schema of OCSF, one a line; - is standard output',
    )
    .option(
      '--security-hub',
      'import the findings into AWS Security Hub of their account and region',
    )
    .option('--since <file>', 'show what changed since an earlier run of check --json')
    .option('--baseline <file>', 'fail only on what is new since an earlier run of check --json')
    .addOption(failOnOption('unknown'))
    .option(
      '--strict-exit',
      'end with 3 instead of 1 if a bucket is unknown, and none is non-compliant',
    )
    .addHelpText('after', EXAMPLES)
    .action(check)

/** Empty keys are left out. */
const tagKeys = (text: string): readonly string[] =>
  text
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '')

async function check(names: readonly string[], options: CheckOptions, command: Command) {
  refuseOtherNames(names, command)
  refuseNamesInOrganization(names, options, command)
  if (onStdout(options) > 1) {
    command.error(
      'error: standard output takes one of --json, --csv -, --html -, --asff - and --ocsf -',
    )
  }
  keepHeapSmall()
  // The AWS SDK is loaded only where it is needed.
  const { checkAccount } = await import('./check-account.ts')
  process.exitCode = await checkAccount(names, options)
}
