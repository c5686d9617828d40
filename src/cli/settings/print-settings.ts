import { callerIdentity } from '../../aws/caller-identity.ts'
import { commandSettings } from '../../config/command-settings.ts'
import { SETTINGS_VARIABLES } from '../../config/config.ts'
import { settingsOfMember } from '../../config/organization/settings-of-member.ts'
import { printable, printableJson } from '../../core/printable.ts'
import type { SettingsInJournal, StoredSettings } from '../../core/sweep/stored-settings.ts'
import { NO_JOURNAL } from '../history/history.ts'
import { useProfile } from '../options/account-options.ts'
import type { JournalOptions } from '../options/journal-options.ts'
import { readOrganization } from '../options/organization-journal.ts'
import { journalOf } from '../options/ports.ts'
import { printNotes, readStoredSettings } from '../options/settings-options.ts'
import { EXIT } from '../terminal/exit-code.ts'
import { writeOut } from '../terminal/standard-output.ts'

export interface SettingsOfAccountOptions extends JournalOptions {
  readonly json?: true
}

/** Prints the settings that are in force in an account. */
export async function printSettings(account: string, options: SettingsOfAccountOptions) {
  const bucket = journalOf(options)
  if (bucket === undefined) throw new Error(NO_JOURNAL)
  useProfile(options.profile === undefined ? {} : { profile: options.profile })
  const caller = await callerIdentity(options.region)
  const stored = storedIn(await readStoredSettings(bucket, caller), bucket)
  const { text, members, exempt } = await readOrganization(bucket, caller)
  const member = members.get(account)
  const own = settingsOfMember(text, account, member)
  const settings = Object.fromEntries(
    SETTINGS_VARIABLES.flatMap((name) => {
      const value = stored.variables[name]
      const common = value === undefined ? undefined : { value, from: 'environment' }
      const setting = own[name] ?? common
      return setting ? [[name, setting] as const] : []
    }),
  )
  const { name, ous } = member ?? {}
  const isExempt = exempt.includes(account)
  if (isExempt)
    printNotes([`The hub leaves account ${account} alone: it is one of its exemptAccounts`])
  if (options.json) {
    const about = {
      account,
      ...(name && { name }),
      ...(ous && { ous }),
      ...(isExempt && { isExempt }),
    }
    await writeOut(`${printableJson({ ...about, settings })}\n`)
  } else await writeOut(tableOf(settings))
  process.exitCode = EXIT.well
}

type Rows = Readonly<Record<string, { readonly value: string; readonly from: string }>>

function tableOf(settings: Rows): string {
  const rows = Object.entries(settings).map(([name, { value, from }]) => [name, value, from])
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) => row.map((cell, column) => printable(cell, 4096).padEnd(widths[column] ?? 0)))
    .map((row) => `${row.join('  ').trimEnd()}\n`)
    .join('')
}

/** Throws where the settings of the bot are not known, in the words of the commands that use them. */
function storedIn(journal: SettingsInJournal, journalBucket: string): StoredSettings {
  const sources = { shell: {}, set: {}, journalBucket, journal, isShellPreferred: false }
  const { bot, problem } = commandSettings(sources)
  if (bot) return bot
  throw new Error(problem)
}
