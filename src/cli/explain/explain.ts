import { type Command, Option } from 'commander'
import { isBucketName, isPartition } from '../../core/bucket.ts'
import { type FailOn, failOnOption } from '../options/fail-on.ts'
import { explainFiles } from './explain-files.ts'
import { explainLines } from './explain-lines.ts'

interface ExplainArguments {
  readonly bucket?: string
  readonly partition?: string
  readonly json?: true
  readonly ndjson?: true
  readonly sarif?: string
  readonly failOn: FailOn
}

const EXAMPLES = `
Examples:
  npx cooper explain policy.json --bucket my-bucket
  aws s3api get-bucket-policy --bucket my-bucket --query Policy --output text | npx cooper explain -
  npx cooper explain policies/*.json --json
  npx cooper explain policies/*.json --sarif findings.sarif --fail-on non-compliant
  npx cooper explain --ndjson < policies.ndjson

--ndjson reads one object per line, {"id", "bucket", "partition", "account"?, "policy": object | string | null}, and writes
one per line, {"id", "tlsOnly": {"enforced", "canonical", "undenied"?, "notProven"?}} or {"id", "error"}.

A policy is unknown if neither a proof nor a counterexample was found. By default it ends with 1 too.

Exit codes: 0 every policy denies plain HTTP · 1 a policy does not · 2 wrong usage or input`

export const addExplain = (program: Command) =>
  program
    .command('explain')
    .description(
      'Explain whether bucket policies deny every plain-HTTP request, with a counterexample if not.',
    )
    .argument('[policy...]', 'files with a bucket policy each; - is standard input')
    .option('-b, --bucket <name>', 'the bucket; default: the one that the ARNs in the policy name')
    .option('-p, --partition <partition>', 'aws, aws-cn, aws-us-gov …; default: that of the ARNs')
    .option('--json', 'print the results as a JSON array')
    .option('--sarif <file>', 'write the policies that do not as SARIF 2.1.0, for code scanning')
    .addOption(failOnOption('unknown'))
    .addOption(
      new Option('--ndjson', 'read many policies from standard input').conflicts([
        'json',
        'sarif',
        'bucket',
        'partition',
      ]),
    )
    .addHelpText('after', EXAMPLES)
    .action(runExplain)

async function runExplain(files: readonly string[], options: ExplainArguments, command: Command) {
  const { bucket, partition, ndjson } = options
  if (ndjson && files.length > 0) command.error('error: --ndjson reads standard input, not files')
  if (!ndjson && files.length === 0) {
    command.error('error: name a file with a policy, or - for standard input')
  }
  if (files.indexOf('-') !== files.lastIndexOf('-')) {
    command.error('error: - is standard input, which can be named only once')
  }
  if (bucket !== undefined && !isBucketName(bucket)) {
    command.error(`error: --bucket must be the name of a bucket, not ${JSON.stringify(bucket)}`)
  }
  if (partition !== undefined && !isPartition(partition)) {
    command.error(
      `error: --partition must be a partition such as aws-cn, not ${JSON.stringify(partition)}`,
    )
  }
  process.exitCode = ndjson ? await explainLines(options) : await explainFiles(files, options)
}
