import type { Settings } from '../core/settings.ts'
import type { SettingsInJournal, StoredSettings } from '../core/sweep/stored-settings.ts'
import { variablesWithLess } from './compare-settings.ts'
import { readSettings, SETTINGS_VARIABLES } from './config.ts'
import { effectiveVariables } from './effective-variables.ts'
import type { Variables } from './parse-variables.ts'
import { startWarnings } from './start-warnings.ts'

/** Where the settings of a command come from. */
export interface SettingsSources {
  /** The variables of the shell. */
  readonly shell: Variables
  /** The settings on the command line, which override all others. */
  readonly set: Variables
  /** The bucket of the journal, which is Cooper's own. `undefined`: no journal is named. */
  readonly journalBucket: string | undefined
  /** What the journal has. `undefined`: no journal is named. */
  readonly journal: SettingsInJournal | undefined
  /** Whether to use the settings of the shell instead of those in the journal. */
  readonly isShellPreferred: boolean
}

/** The settings of a command. */
export interface CommandSettings {
  readonly settings: Settings
  /** The settings of the bot. `undefined`: not known. */
  readonly bot: StoredSettings | undefined
  /** What a person should know of them. */
  readonly notes: readonly string[]
  /** Why the command must not write with these settings. */
  readonly problem: string | undefined
}

/** The settings of a command: those that the bot keeps in its journal, or else those of the shell. */
export function commandSettings(sources: SettingsSources): CommandSettings {
  const command = withoutWarnings(sources)
  return { ...command, notes: [...command.notes, ...startWarnings(command.settings)] }
}

function withoutWarnings(sources: SettingsSources): CommandSettings {
  const { journal, isShellPreferred } = sources
  if (journal === undefined) return ofShell(sources, [WITHOUT_JOURNAL])
  const bot = readStored(journal, sources)
  if (typeof bot === 'string') {
    const problem = isShellPreferred ? undefined : `${bot}. ${TO_USE_SHELL}`
    return { ...ofShell(sources, [`${bot}: those of this shell are used.`]), problem }
  }
  const { stored, required } = bot
  const notes = [
    `Settings of the bot "${stored.cooper}" in ${stored.region}, as stored at ${stored.time}.`,
  ]
  if (isShellPreferred) return { ...ofShell(sources, notes, required), bot: stored }
  const settings = withExemptions(read({ ...stored.variables, ...sources.set }, sources), required)
  return {
    settings,
    bot: stored,
    notes: [...notes, ...differences(sources.shell, stored)],
    problem: problemOf(settings, required, sources.set, stored),
  }
}

const WITHOUT_JOURNAL =
  'Without a journal (--journal, JOURNAL_BUCKET) the settings of the bot, holds and flapping are not known.'

const TO_USE_SHELL = 'To fix buckets with the settings of this shell, add --shell-settings'

const ofShell = (
  sources: SettingsSources,
  notes: readonly string[],
  bot?: Settings,
): CommandSettings => {
  const settings = read({ ...sources.shell, ...sources.set }, sources)
  return {
    settings: bot ? withExemptions(settings, bot) : settings,
    bot: undefined,
    notes,
    problem: undefined,
  }
}

// The region of a KMS key must be that of the buckets, which may differ from the region of the shell.
const read = (variables: Variables, { journalBucket }: Pick<SettingsSources, 'journalBucket'>) =>
  readSettings({ ...variables, JOURNAL_BUCKET: journalBucket, AWS_REGION: undefined })

/** A bucket in `EXEMPT_BUCKETS` of the bot is left alone by the command too. */
const withExemptions = (settings: Settings, { exemptBuckets }: Settings): Settings => ({
  ...settings,
  exemptBuckets: [...settings.exemptBuckets, ...exemptBuckets],
})

/** The settings of the bot, or why they are not known. */
function readStored(
  journal: SettingsInJournal,
  sources: SettingsSources,
): string | { readonly stored: StoredSettings; readonly required: Settings } {
  if (journal === 'absent') return ABSENT
  if (journal === 'unreadable') return UNREADABLE
  if (Object.keys(journal.variables).some((name) => !SETTINGS_VARIABLES.includes(name)))
    return UNREADABLE
  try {
    return { stored: journal, required: read(journal.variables, sources) }
  } catch {
    return UNREADABLE
  }
}

const ABSENT =
  'The journal has no settings of the bot, which stores them within an hour after its deployment'

const UNREADABLE =
  'The settings of the bot in the journal cannot be read: they may be of a later version of Cooper'

/** Where the variables of the shell differ from the settings of the bot. They are not used. */
function differences(shell: Variables, { variables }: StoredSettings): readonly string[] {
  const effective = effectiveVariables(shell)
  return SETTINGS_VARIABLES.flatMap((name) =>
    shell[name] && effective[name] !== variables[name]
      ? [
          `Not used: ${name}=${shell[name]} of this shell. The bot has ${assignment(name, variables)}.`,
        ]
      : [],
  )
}

const assignment = (name: string, variables: Variables) =>
  variables[name] === undefined ? `no ${name}` : `${name}=${variables[name]}`

function problemOf(
  settings: Settings,
  required: Settings,
  set: Variables,
  { variables }: StoredSettings,
): string | undefined {
  const less = variablesWithLess(settings, required)
  if (less.length === 0) return undefined
  const wanted = less.map(
    (name) => `${assignment(name, set)}, while the bot has ${assignment(name, variables)}`,
  )
  return `Less than the bot requires: ${wanted.join('; ')}. Leave out --set for ${less.join(', ')}, or change the settings of the bot. ${TO_USE_SHELL}`
}
