import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { isBucketName } from '../../core/bucket.ts'
import {
  addOrganizationOptions,
  refuseNamesInOrganization,
} from '../options/organization-options.ts'
import { addSelectionOptions, refuseOtherNames, wholeNumber } from '../options/selection-options.ts'
import type { ImpactOptions, LogsAt } from './impact-options.ts'

const EXAMPLES = `
Examples:
  npx cooper impact my-bucket                         whom the fix of this bucket would hit, by its access logs
  npx cooper impact --all-regions --days 30 --json
  npx cooper impact my-bucket --policy new-policy.json
  npx cooper impact my-bucket --logs s3://central-logs/my-bucket/
  zcat logs/*.gz | npx cooper impact --policy new-policy.json --before old-policy.json --file -

Each request of the logs is judged against the policy before and after the change. Without --policy, the change is the one
that "cooper fix" would make; where nothing is to be fixed, the live policy is judged, with the requests that it refused.
--file with --policy asks nothing of AWS: what stood before is the policy of --before, or none.

You need the permissions of "cooper check", and s3:GetBucketLogging on the bucket; s3:ListBucket and s3:GetObject on its logs.

--json prints one bucket per line: {"bucket", "policy": "planned" | "live" | "file", "from", "to", "requests", "unreadable",
"denied": {"requests", "clients"}, "maybe": {"requests", "clients"}, "website", "failed", "days", "logs"}

Exit codes: 0 nobody would be denied · 1 somebody would be, or may be · 2 wrong usage or input, or no logs to judge by`

export const addImpact = (program: Command) =>
  addOrganizationOptions(
    addSelectionOptions(
      program
        .command('impact')
        .description(
          'Read access logs, and name the clients that a change of the policy would deny.',
        ),
    ),
  )
    .option('--policy <file>', 'the policy to judge, instead of the change that Cooper plans')
    .option('--before <file>', 'with --file and --policy: the policy before the change')
    .option('--days <number>', 'how many days of logs', wholeNumber(3650), 14)
    .option('--logs <s3-uri>', 'where the logs are: s3://BUCKET/PREFIX', s3Uri)
    .option('--file <file...>', 'log files, plain or compressed by gzip; - is standard input')
    .option('--json', 'print one bucket per line as JSON')
    .option('--html <file>', 'write a report for a browser')
    .addHelpText('after', EXAMPLES)
    .action(impact)

async function impact(names: readonly string[], options: ImpactOptions, command: Command) {
  refuseOtherNames(names, command)
  refuseNamesInOrganization(names, options, command)
  const { before, file, logs, policy, html, json } = options
  if (file && logs) command.error('error: name the logs by --file or by --logs, not by both')
  if (file && options.organization) {
    command.error('error: log files are of one account: leave out --file or --organization')
  }
  if (before !== undefined && (!file || policy === undefined)) {
    command.error('error: --before goes with --file and --policy')
  }
  const inputs = [...(file ?? []), policy, before].filter((name) => name === '-')
  if (inputs.length > 1) command.error('error: - is standard input, which can be named only once')
  if (html === '-' && json) command.error('error: standard output takes one of --json and --html -')
  const { impactOffline } = await import('./impact-offline.ts')
  const { impactOnAccount } = await import('./impact-on-account.ts')
  process.exitCode =
    file && policy !== undefined
      ? await impactOffline(names, { ...options, file, policy })
      : await impactOnAccount(names, options)
}

function s3Uri(text: string): LogsAt {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(text) ?? []
  if (isBucketName(bucket)) return { bucket, prefix }
  throw new InvalidArgumentError('It must be s3://BUCKET/PREFIX.')
}
