import type { Member } from '../../core/organization/member.ts'
import {
  parseOrganizationSettings,
  type SettingOfAccount,
  settingsOfAccount,
} from './organization-settings.ts'

/**
 * The settings of an account, by variable, where they differ from the environment of the functions. `text`: the settings of the
 * organization, if there are any. Throws where those of the account are not known.
 */
export function settingsOfMember(
  text: string | undefined,
  id: string,
  member: Pick<Member, 'ous'> | undefined,
): Readonly<Record<string, SettingOfAccount>> {
  if (text === undefined) return {}
  const settings = parseOrganizationSettings(text)
  if (!member && Object.keys(settings.ous).length > 0) {
    throw new Error('Its organizational units are not known yet. The sweep lists them every hour')
  }
  return settingsOfAccount(settings, { id, ous: member?.ous ?? [] })
}
