import { type Command, InvalidArgumentError, Option } from 'commander'
import { readSettings, SETTINGS_VARIABLES } from '../../config/config.ts'
import { isRegion } from '../../core/bucket.ts'
import type { Settings } from '../../core/settings.ts'

/** What a verb takes that works in an AWS account. */
export interface AccountOptions {
  readonly region?: readonly string[]
  readonly profile?: string
  readonly set?: SettingVariables
}

type SettingVariables = Readonly<Record<string, string | undefined>>

export const addAccountOptions = (command: Command): Command =>
  command
    .option(
      '-r, --region <region>',
      "a region, may be repeated; where left out, the SDK's: AWS_REGION, or the profile's",
      parseRegion,
    )
    .option('--profile <name>', 'the profile of ~/.aws/config; where left out, AWS_PROFILE')
    .addOption(
      new Option(
        '-s, --set <NAME=value>',
        'a setting of Cooper, over the variable of that name; may be repeated',
      ).argParser(setting),
    )

function parseRegion(text: string, earlier: readonly string[] = []): readonly string[] {
  if (isRegion(text)) return [...earlier, text]
  throw new InvalidArgumentError('It must be one such as eu-central-1.')
}

function setting(text: string, earlier: SettingVariables = {}): SettingVariables {
  const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(text) ?? []
  if (SETTINGS_VARIABLES.includes(name)) return { ...earlier, [name]: value }
  throw new InvalidArgumentError(
    `It must be NAME=value, where NAME is one of ${SETTINGS_VARIABLES.join(', ')}.`,
  )
}

/** What is asked of buckets: the bot's variables, and what the command line says instead. */
export const settingsFrom = ({ set }: AccountOptions, more: SettingVariables = {}): Settings =>
  // The region of a KMS key is held against the buckets' own, not against that of the shell.
  readSettings({ ...process.env, ...set, ...more, AWS_REGION: undefined })

/** Before the first client is made, which reads it. */
export function useProfile({ profile }: AccountOptions) {
  if (profile !== undefined) {
    process.env.AWS_PROFILE = profile
    // Who names a profile means it, whatever keys the shell holds.
    for (const name of KEYS) delete process.env[name]
  }
  // Of no use to people here: the command has the SDK in it that it was tested with.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
}

const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']
