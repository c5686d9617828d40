import { type Command, InvalidArgumentError, Option } from 'commander'
import { isRegion } from '../../core/bucket.ts'
import { settingOption } from '../options/account-options.ts'
import { failOnOption } from '../options/fail-on.ts'
import { accountId } from '../options/journal-options.ts'
import { controlOption } from '../options/selection-options.ts'
import type { CheckTemplateOptions } from './check-template-files.ts'
import { outputsOnStdout } from './template-outputs.ts'

const EXAMPLES = `
Examples:
  npx cooper check-template template.yaml
  npx cooper check-template template.yaml --param Stage=prod --param AWS::Region=eu-central-1
  npx cooper check-template buckets.yaml --with policies.yaml
  npx cdk synth --quiet && npx cooper check-template cdk.out
  terraform show -json plan.bin > plan.json && npx cooper check-template plan.json
  npx osls package && npx cooper check-template .serverless/cloudformation-template-update-stack.json
  npx cooper check-template templates/*.yaml --sarif findings.sarif --junit findings.xml --fail-on unknown

It reads templates of CloudFormation and SAM, the folder cdk.out, the packaged template of the Serverless Framework, and the
JSON of a Terraform plan. It finds out by the content which one it is, and asks nothing of AWS.
A finding is unknown where it depends on what the template leaves open: --param gives values.

The settings are those of the bot: the same variables (CONTROLS, DEFAULT_ENCRYPTION, KMS_KEY_ARN …), which --set overrides.
"Metadata: { cooper: { exempt: tls-only an old scanner } }" at a bucket exempts it like the tag cooper:exempt.

Exit codes: 0 nothing fails · 1 a verdict is that of --fail-on, or a worse one · 2 wrong usage or input`

export const addCheckTemplate = (program: Command) =>
  program
    .command('check-template')
    .description('Check the buckets that templates declare, before they are deployed.')
    .argument('<file...>', 'templates, plans or folders such as cdk.out; - is standard input')
    .addOption(
      new Option(
        '-p, --param <NAME=value>',
        'the value of a parameter, or of a pseudo parameter such as AWS::StackName; can be repeated',
      ).argParser(parameter),
    )
    .addOption(
      new Option(
        '--with <file>',
        'a template whose policies and exports count, and whose buckets are not reported; can be repeated',
      ).argParser((file: string, earlier: readonly string[] = []) => [...earlier, file]),
    )
    .addOption(
      new Option('-r, --region <region>', 'the region of the deployment').argParser(region),
    )
    .addOption(new Option('--account <id>', 'the account of the deployment').argParser(accountId))
    .addOption(settingOption())
    .addOption(controlOption())
    .option('--json', 'print one bucket per line as JSON, instead of the table')
    .option('--sarif <file>', 'write SARIF 2.1.0, for code scanning; - is standard output')
    .option('--junit <file>', 'write JUnit XML, for reports of tests; - is standard output')
    .option('--github', 'print workflow commands of GitHub Actions, instead of the table')
    .addOption(failOnOption('non-compliant'))
    .addHelpText('after', EXAMPLES)
    .action(runCheckTemplate)

function parameter(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, value] = /^((?:AWS::)?[A-Za-z0-9]+)=(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('It must be NAME=value, where NAME is that of a parameter.')
  }
  return { ...earlier, [name]: value }
}

function region(text: string): string {
  if (isRegion(text)) return text
  throw new InvalidArgumentError('It must be a region such as eu-central-1.')
}

async function runCheckTemplate(
  files: readonly string[],
  options: CheckTemplateOptions,
  command: Command,
) {
  const all = [...files, ...(options.with ?? [])]
  if (all.indexOf('-') !== all.lastIndexOf('-')) {
    command.error('error: - is standard input, which can be named only once')
  }
  if (outputsOnStdout(options) > 1) {
    command.error('error: standard output takes one of --json, --github, --sarif - and --junit -')
  }
  const { checkTemplateFiles } = await import('./check-template-files.ts')
  process.exitCode = await checkTemplateFiles(files, options)
}
