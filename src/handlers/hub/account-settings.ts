import { type Config, readConfig } from '../../config/config.ts'
import { withSettingsOf } from '../../config/organization/organization-settings.ts'
import { settingsOfMember } from '../../config/organization/settings-of-member.ts'
import type { Variables } from '../../config/parse-variables.ts'
import { errorText } from '../../core/cooper-error.ts'
import type { Hub } from './hub.ts'

/**
 * The settings of an account: those of the environment, and of the organization's object in the journal. A text where they are
 * not known: the reason. Throws where the journal cannot be read.
 */
export function accountSettings({ organization }: Hub, environment: Variables) {
  const read = new WeakMap<object, Map<string, Config>>()
  return async (account: string): Promise<Config | string> => {
    const current = await organization()
    const configs = read.get(current) ?? new Map<string, Config>()
    read.set(current, configs)
    const known = configs.get(account)
    if (known) return known
    const member = current.members.get(account)
    try {
      const own = settingsOfMember(current.settings, account, member)
      const config = readConfig(withSettingsOf(environment, own))
      configs.set(account, config)
      return config
    } catch (error) {
      // Settings that are not valid are no reason to go by others.
      return `The settings of account ${account} are not known: ${errorText(error)}`
    }
  }
}
