import type { Command } from 'commander'
import type { CallerIdentity } from '../../aws/caller-identity.ts'
import { jsonObjectsIn } from '../../aws/journal/json-objects.ts'
import { settingsStoreIn } from '../../aws/journal/settings-store.ts'
import { keyPreflight } from '../../aws/key-preflight.ts'
import {
  type CommandSettings,
  commandSettings,
  type SettingsSources,
} from '../../config/command-settings.ts'
import {
  parseOrganizationSettings,
  withSettingsOf,
} from '../../config/organization/organization-settings.ts'
import { settingsOfMember } from '../../config/organization/settings-of-member.ts'
import { visible } from '../../core/printable.ts'
import type { Settings } from '../../core/settings.ts'
import type { SettingsInJournal } from '../../core/sweep/stored-settings.ts'
import type { AccountOptions, SettingVariables } from './account-options.ts'
import { addJournalOption } from './journal-options.ts'
import { readOrganization } from './organization-journal.ts'
import { clientsOfJournal, journalOf } from './ports.ts'

/** Where a command finds its settings. */
export interface SettingsOptions extends AccountOptions {
  readonly shellSettings?: true
  /** Whether accounts that the hub leaves alone are not left out. */
  readonly includesExempt?: true
}

/** Options of the commands that write as the bot does. */
export interface RemovalOptions {
  readonly removeObsoleteStatements?: true
}

export const addSettingsOptions = (command: Command): Command =>
  addJournalOption(command).option(
    '--shell-settings',
    'use the settings of this shell, even if the journal has those of the bot',
  )

export const addRemovalOption = (command: Command): Command =>
  command.option(
    '--remove-obsolete-statements',
    'also remove statements of Cooper that a setting no longer requires',
  )

/** The settings of the bot, or those of the shell without a journal. Options on the command line override them. */
export async function openSettings(
  options: SettingsOptions,
  caller: CallerIdentity,
  more: SettingVariables = {},
): Promise<CommandSettings> {
  const sources = await readSources(options, caller, more)
  return withKeyPolicy(commandSettings(sources), keyPreflight(process.env))
}

/** The settings in each account of an organization. Throws where those of an account are not known. */
export async function openSettingsByAccount(
  ...[options, caller, more]: Parameters<typeof openSettings>
): Promise<(account: string) => Promise<CommandSettings>> {
  const sources = await readSources(options, caller, more)
  const bucket = journalOf(options)
  const organization = bucket === undefined ? undefined : await readOrganization(bucket, caller)
  // Settings that nobody can read are no matter of a single account.
  if (organization?.text) parseOrganizationSettings(organization.text)
  const preflight = keyPreflight(process.env)
  return async (account) => {
    if (!mayReach(options) && organization?.exempt.includes(account)) {
      throw new Error('The hub leaves it alone: it is one of its exemptAccounts')
    }
    const own = settingsOfMember(organization?.text, account, organization?.members.get(account))
    return withKeyPolicy(commandSettings(withOwn(sources, own)), preflight)
  }
}

const mayReach = ({ shellSettings, includesExempt }: SettingsOptions) =>
  shellSettings === true || includesExempt === true

/** The settings of an account in place of those that the bot has for all. */
function withOwn(sources: SettingsSources, own: OwnSettings): SettingsSources {
  const { journal } = sources
  if (journal === undefined || typeof journal === 'string') return sources
  return { ...sources, journal: { ...journal, variables: withSettingsOf(journal.variables, own) } }
}

type OwnSettings = ReturnType<typeof settingsOfMember>

async function readSources(
  options: SettingsOptions,
  caller: CallerIdentity,
  more: SettingVariables = {},
): Promise<SettingsSources> {
  const bucket = journalOf(options)
  return {
    shell: process.env,
    set: { ...options.set, ...more },
    journalBucket: bucket,
    journal: bucket === undefined ? undefined : await readStoredSettings(bucket, caller),
    isShellPreferred: options.shellSettings === true,
  }
}

const withKeyPolicy = async (
  command: CommandSettings,
  preflight: ReturnType<typeof keyPreflight>,
): Promise<CommandSettings> => ({ ...command, settings: await preflight(command.settings) })

export async function readStoredSettings(
  bucket: string,
  { account, region }: CallerIdentity,
): Promise<SettingsInJournal> {
  try {
    const objects = jsonObjectsIn(bucket, account, await clientsOfJournal(bucket, region))
    return await settingsStoreIn(objects).read()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause
    throw new Error(`Cannot read the settings in the journal in bucket "${bucket}": ${reason}`, {
      cause,
    })
  }
}

export function printNotes(notes: readonly string[]): void {
  for (const note of notes) process.stderr.write(`${visible(note, 2000)}\n`)
}

type WriteOptions = RemovalOptions & { readonly dryRun?: true }

/** The settings of a command that writes as the bot does. Throws where they would ask for less than the bot does. */
export function settingsToWrite(command: CommandSettings, options: WriteOptions): Settings {
  const settings = writableSettings(command, options)
  printNotes([...command.notes, ...(command.problem ? [command.problem] : [])])
  return settings
}

/** The same without the notes. */
export function writableSettings(
  { settings, problem }: CommandSettings,
  { dryRun, removeObsoleteStatements }: WriteOptions,
): Settings {
  if (problem !== undefined && !dryRun) throw new Error(problem)
  return { ...settings, obsoleteStatements: removeObsoleteStatements ? 'remove' : 'keep' }
}
