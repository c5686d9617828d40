import type * as v from 'valibot'
import { SettingsEnvironment } from './environment.ts'
import type { Variables } from './parse-variables.ts'

/** The values of the settings, with the defaults of those that are not set. A variable without a default is then absent. */
export function effectiveVariables(environment: Variables): Readonly<Record<string, string>> {
  const known: Readonly<Record<string, Partial<v.OptionalSchema<v.GenericSchema, unknown>>>> =
    SettingsEnvironment.entries
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, schema]) => {
      const value = environment[name] || schema.default
      return typeof value === 'string' && value !== '' ? [[name, value] as const] : []
    }),
  )
}
