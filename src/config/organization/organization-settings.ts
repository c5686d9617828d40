import * as v from 'valibot'
import { isAccountId } from '../../core/bucket.ts'
import { cooperError } from '../../core/cooper-error.ts'
import { printable } from '../../core/printable.ts'
import { SETTINGS_VARIABLES } from '../config.ts'
import type { Variables } from '../parse-variables.ts'
import { strictestOf } from './strictest.ts'

/** Some settings by the names of their environment variables. */
type SomeSettings = Readonly<Record<string, string>>

/** The settings of the accounts of an organization. What they leave out is as the function's environment says. */
export interface OrganizationSettings {
  /** For accounts where nothing more specific is set. */
  readonly default: SomeSettings
  /** By the id of an organizational unit or root, for all accounts within. */
  readonly ous: Readonly<Record<string, SomeSettings>>
  readonly accounts: Readonly<Record<string, SomeSettings>>
}

const variable = v.pipe(
  v.string(),
  v.check(
    (name) => SETTINGS_VARIABLES.includes(name),
    'must be the name of a setting, such as MODE',
  ),
)

const someSettings = v.record(variable, v.pipe(v.string('must be a text'), v.maxLength(4096)))

const SettingsText = v.pipe(
  v.string(),
  v.maxLength(1_000_000, 'must have at most 1,000,000 characters'),
  v.parseJson(undefined, 'must be JSON'),
  v.strictObject({
    default: v.optional(someSettings, {}),
    ous: v.optional(
      v.record(
        v.pipe(
          v.string(),
          v.regex(/^(ou-|r-)[a-z0-9-]{4,64}$/, 'must be the id of an organizational unit or root'),
        ),
        someSettings,
      ),
      {},
    ),
    accounts: v.optional(
      v.record(
        v.pipe(v.string(), v.check(isAccountId, 'must be the id of an account, of twelve digits')),
        someSettings,
      ),
      {},
    ),
  }),
)

/** The object of the journal's bucket that has them. */
export const ORGANIZATION_SETTINGS_KEY = 'settings/organization.json'

export const INVALID_ORGANIZATION_SETTINGS = 'InvalidOrganizationSettings'

/** Parses the settings of an organization. Throws an error that names the first wrong value. */
export function parseOrganizationSettings(text: string): OrganizationSettings {
  const { success, output, issues } = v.safeParse(SettingsText, text, { abortEarly: true })
  if (success) return output
  const [issue] = issues
  const place = v.getDotPath(issue)
  const problem = printable(`${place ? `${place} ` : ''}${issue.message}`, 300)
  throw cooperError(
    INVALID_ORGANIZATION_SETTINGS,
    `Cannot use the settings of the organization: ${problem}`,
  )
}

/** A value and where it is from: `environment`, `default`, the id of an organizational unit, or that of the account. */
export interface SettingOfAccount {
  readonly value: string
  readonly from: string
}

/**
 * The settings of an account, by variable, where they differ from the environment. `ous`: the organizational units that the
 * account is in, the nearest first, with the root. Where several set a variable, the strictest value counts.
 */
export function settingsOfAccount(
  { default: fallback, ous: byUnit, accounts }: OrganizationSettings,
  { id, ous }: { readonly id: string; readonly ous: readonly string[] },
): Readonly<Record<string, SettingOfAccount>> {
  const layers = [
    { from: id, settings: accounts[id] ?? {} },
    ...ous.map((unit) => ({ from: unit, settings: byUnit[unit] ?? {} })),
  ]
  return Object.fromEntries(
    SETTINGS_VARIABLES.flatMap((name) => {
      const given = layers.flatMap(({ from, settings }) => {
        const value = settings[name]
        return value ? [{ value, from }] : []
      })
      const value =
        given.length > 0
          ? strictestOf(
              name,
              given.map((one) => one.value),
            )
          : undefined
      if (value !== undefined) {
        const [nearest = { from: id }] = given
        const from = given.find((one) => one.value === value)?.from ?? nearest.from
        return [[name, { value, from }] as const]
      }
      const common = fallback[name]
      return common ? [[name, { value: common, from: 'default' }] as const] : []
    }),
  )
}

/** The environment of a function, with the settings of an account in place of its own. */
export function withSettingsOf<T extends Variables>(
  environment: T,
  settings: Readonly<Record<string, SettingOfAccount>>,
): T & Readonly<Record<string, string>> {
  const values = Object.entries(settings).map(([name, { value }]) => [name, value] as const)
  return { ...environment, ...Object.fromEntries(values) }
}
