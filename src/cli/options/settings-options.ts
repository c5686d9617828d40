import type { Command } from 'commander'
import type { CallerIdentity } from '../../aws/caller-identity.ts'
import { jsonObjectsIn } from '../../aws/journal/json-objects.ts'
import { settingsStoreIn } from '../../aws/journal/settings-store.ts'
import { keyPreflight } from '../../aws/key-preflight.ts'
import { type CommandSettings, commandSettings } from '../../config/command-settings.ts'
import { visible } from '../../core/printable.ts'
import type { Settings } from '../../core/settings.ts'
import type { SettingsInJournal } from '../../core/sweep/stored-settings.ts'
import type { AccountOptions, SettingVariables } from './account-options.ts'
import { addJournalOption } from './journal-options.ts'
import { clientsOfJournal, journalOf } from './ports.ts'

/** Where a command finds its settings. */
export interface SettingsOptions extends AccountOptions {
  readonly shellSettings?: true
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
  const bucket = journalOf(options)
  const command = commandSettings({
    shell: process.env,
    set: { ...options.set, ...more },
    journalBucket: bucket,
    journal: bucket === undefined ? undefined : await readStoredSettings(bucket, caller),
    isShellPreferred: options.shellSettings === true,
  })
  return { ...command, settings: await keyPreflight(process.env)(command.settings) }
}

async function readStoredSettings(
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

/** The settings of a command that writes as the bot does. Throws where they would ask for less than the bot does. */
export function settingsToWrite(
  { settings, notes, problem }: CommandSettings,
  { dryRun, removeObsoleteStatements }: RemovalOptions & { readonly dryRun?: true },
): Settings {
  if (problem !== undefined && !dryRun) throw new Error(problem)
  printNotes([...notes, ...(problem ? [problem] : [])])
  return { ...settings, obsoleteStatements: removeObsoleteStatements ? 'remove' : 'keep' }
}
