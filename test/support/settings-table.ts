import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import {
  GRACE_DAYS_MEANING,
  MODE_MEANING,
  PARAM_MEANINGS,
  SWEEP_MEANINGS,
  VARIABLE_MEANINGS,
} from '../../src/config/documentation.ts'
import { Environment } from '../../src/config/environment.ts'

interface Schema {
  readonly type: string
  readonly wrapped?: Schema
  readonly default?: unknown
  readonly options?: readonly string[]
  readonly pipe?: readonly Schema[]
  readonly item?: Schema
  readonly requirement?: unknown
}

const SCHEMAS: Readonly<Record<string, Schema>> = Environment.entries

const service = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent', merge: true })

/** The params of serverless.yml, with their defaults. The mode has none. */
export const PARAMS: Readonly<Record<string, unknown>> = {
  mode: undefined,
  ...service.params.default,
}

/** The param that sets a variable: `mode` sets `MODE`. */
const VARIABLES_OF_PARAMS = new Map(
  ['bucketChanged', 'sweep'].flatMap((name) =>
    Object.entries<string>(service.functions[name].environment).flatMap(([variable, value]) => {
      const [, param] = /^\$\{param:(\w+)\}$/.exec(value) ?? []
      return param ? [[param, variable] as const] : []
    }),
  ),
)

/** The table of all settings, as Markdown: the params of serverless.yml in its order, then variables without one. */
export const settingsTable = (): string =>
  [
    '| param | variable | values | default | meaning |',
    '| --- | --- | --- | --- | --- |',
    ...Object.entries(PARAMS).map(([param, value]) => rowOfParam(param, value)),
    ...Object.keys(SCHEMAS)
      .filter((name) => ![...VARIABLES_OF_PARAMS.values()].includes(name))
      .map((name) => row('', code(name), '', '', meaningOf(name))),
  ].join('\n')

function rowOfParam(param: string, value: unknown): string {
  const variable = VARIABLES_OF_PARAMS.get(param)
  const schema = variable === undefined ? undefined : SCHEMAS[variable]
  const meaning = PARAM_MEANINGS[param] ?? meaningOf(variable)
  return row(code(param), code(variable), valuesOf(schema), code(value), meaning)
}

function meaningOf(variable: string | undefined): string {
  const meanings: Readonly<Record<string, string>> = { ...VARIABLE_MEANINGS, ...SWEEP_MEANINGS }
  const meaning = variable?.startsWith('MODE_')
    ? MODE_MEANING
    : variable?.startsWith('GRACE_DAYS_')
      ? GRACE_DAYS_MEANING
      : meanings[variable ?? '']
  if (meaning === undefined) throw new Error(`Cannot find the meaning of "${variable}"`)
  return meaning
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const code = (value: unknown): string =>
  value === undefined || value === ''
    ? ''
    : `\`${typeof value === 'object' ? Object.entries(Object(value)).map((entry) => entry.join(': ')) : String(value)}\``

/** The allowed values of a schema: a choice, or a range of numbers. */
function valuesOf(schema: Schema | undefined): string {
  if (schema === undefined) return ''
  if (schema.wrapped) return valuesOf(schema.wrapped)
  if (schema.options) return schema.options.map(code).join(' ')
  const bounds = (schema.pipe ?? []).filter(({ type }) => /^(min|max)_value$/.test(type))
  return bounds.map(({ requirement }) => String(requirement)).join(' to ')
}
