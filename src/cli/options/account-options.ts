import { type Command, InvalidArgumentError, Option } from 'commander'
import { SETTINGS_VARIABLES } from '../../config/config.ts'
import { isRegion } from '../../core/bucket.ts'

/** Options of the commands that work in an AWS account. */
export interface AccountOptions {
  readonly region?: readonly string[]
  readonly profile?: string
  readonly set?: SettingVariables
  /** The bucket of the journal, which is Cooper's own. Default: JOURNAL_BUCKET. */
  readonly journal?: string
}

export type SettingVariables = Readonly<Record<string, string | undefined>>

export const addAccountOptions = (command: Command): Command =>
  command
    .option(
      '-r, --region <region>',
      "a region; can be repeated; default: AWS_REGION, or the profile's region",
      parseRegion,
    )
    .option('--profile <name>', 'a profile of ~/.aws/config; default: AWS_PROFILE')
    .addOption(settingOption())

export const settingOption = (): Option =>
  new Option(
    '-s, --set <NAME=value>',
    'a setting of Cooper, which overrides the variable of that name; can be repeated',
  ).argParser(setting)

function parseRegion(text: string, earlier: readonly string[] = []): readonly string[] {
  if (isRegion(text)) return [...earlier, text]
  throw new InvalidArgumentError('It must be a region such as eu-central-1.')
}

function setting(text: string, earlier: SettingVariables = {}): SettingVariables {
  const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(text) ?? []
  if (SETTINGS_VARIABLES.includes(name)) return { ...earlier, [name]: value }
  throw new InvalidArgumentError(
    `It must be NAME=value, where NAME is one of ${SETTINGS_VARIABLES.join(', ')}.`,
  )
}

/** Must be called before the first SDK client is created: the client reads these variables. */
export function useProfile({ profile }: AccountOptions) {
  if (profile !== undefined) {
    process.env.AWS_PROFILE = profile
    // Access keys in the environment would take precedence over the profile.
    for (const name of KEYS) delete process.env[name]
  }
  // As for the AWS CLI. The SDK knows AWS_REGION only.
  if (!process.env.AWS_REGION && process.env.AWS_DEFAULT_REGION) {
    process.env.AWS_REGION = process.env.AWS_DEFAULT_REGION
  }
  // The user cannot act on this warning: the SDK is bundled with the command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
}

const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']
