import { dnsSuffixOf } from '../../src/core/bucket.ts'
import { attributes, type Place, type Properties, US_EAST_1 } from './resource-attributes.ts'

export interface Resource {
  readonly Type: string
  readonly Condition?: string
  readonly Properties: Properties
}

export interface Template {
  readonly Description?: string
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Conditions?: Properties
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Properties>>>>
  readonly Outputs: Readonly<
    Record<string, { readonly Value: unknown; readonly Condition?: string }>
  >
}

/** Stands for `AWS::NoValue`: a property with this value is removed, as CloudFormation does. */
const NO_VALUE = Symbol('AWS::NoValue')

/** The template with these values of its parameters. */
export const withParameters = (
  template: Template,
  values: Readonly<Record<string, string>>,
): Template => {
  const given = Object.entries(values).map(([name, Default]) => {
    const known = template.Parameters?.[name]
    if (!known) throw new Error(`Cannot set the parameter "${name}": the template has none`)
    return [name, { ...known, Default }] as const
  })
  return { ...template, Parameters: { ...template.Parameters, ...Object.fromEntries(given) } }
}

/** The template as CloudFormation resolves it. An unknown function is an error. */
export function resolveTemplate(template: Template, place: Place = US_EAST_1): Template {
  const resolve = resolver(template, place)
  const conditions = (template.Conditions ?? {}) as Readonly<Record<string, unknown>>
  const kept = <Part extends { readonly Condition?: string }>(parts: Record<string, Part> = {}) =>
    Object.fromEntries(
      Object.entries(parts).filter(
        ([, { Condition }]) => Condition === undefined || resolve(conditions[Condition]) === true,
      ),
    )
  const { Resources, Outputs } = template
  return resolve({ ...template, Resources: kept(Resources), Outputs: kept(Outputs) }) as Template
}

function resolver(template: Template, place: Place) {
  const { Resources, Conditions = {}, Parameters = {}, Mappings = {} } = template
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::Partition': place.partition,
    'AWS::Region': place.region,
    'AWS::AccountId': place.account,
    'AWS::URLSuffix': dnsSuffixOf(place.partition),
    'AWS::NoValue': NO_VALUE,
  }
  const reference = (name: string) =>
    pseudo[name] ?? Parameters[name]?.Default ?? attribute(name, 'Ref')

  const attribute = (name: string, of: string) => {
    const { Type, Properties } = Resources[name] ?? {
      Type: `no resource "${name}"`,
      Properties: {},
    }
    const known = attributes(Type, resolve(Properties) as Properties, place)[of]
    if (known === undefined) throw new Error(`Cannot resolve ${of} of "${name}" (${Type})`)
    return known
  }

  const functions: Readonly<Record<string, (input: never) => unknown>> = {
    Ref: reference,
    'Fn::GetAtt': ([name, of]: [string, string]) => attribute(name, of),
    'Fn::Sub': (input: string | [string, Readonly<Record<string, unknown>>]) => {
      const [text, named] = typeof input === 'string' ? [input, {}] : input
      return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
        if (Object.hasOwn(named, name)) return `${resolve(named[name])}`
        const [logicalId = '', of] = name.split('.')
        return `${of === undefined ? reference(name) : attribute(logicalId, of)}`
      })
    },
    'Fn::Select': ([place, items]: [number, unknown]) => [resolve(items)].flat()[place],
    'Fn::Split': ([glue, text]: [string, unknown]) => `${resolve(text)}`.split(glue),
    'Fn::Join': ([glue, parts]: [string, unknown]) => [resolve(parts)].flat().join(glue),
    'Fn::If': ([name, yes, no]: [string, unknown, unknown]) =>
      resolve(resolve(Conditions[name]) === true ? yes : no),
    'Fn::FindInMap': ([map, ...keys]: [string, unknown, unknown]) => {
      const [first, second] = keys.map((key) => `${resolve(key)}`)
      return Mappings[map]?.[first ?? '']?.[second ?? '']
    },
    'Fn::Equals': ([left, right]: [unknown, unknown]) => `${resolve(left)}` === `${resolve(right)}`,
    'Fn::Not': ([condition]: [unknown]) => resolve(condition) !== true,
    'Fn::And': (all: readonly unknown[]) => all.every((one) => resolve(one) === true),
    'Fn::Or': (all: readonly unknown[]) => all.some((one) => resolve(one) === true),
    Condition: (name: string) => resolve(Conditions[name]) === true,
  }

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== NO_VALUE)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    const [name, input] = entries.length === 1 ? (entries[0] ?? ['']) : ['']
    const call = functions[name]
    // A policy's statement may have a `Condition` too, which is no name.
    if (call && (name !== 'Condition' || typeof input === 'string')) return call(input as never)
    if (name.startsWith('Fn::')) throw new Error(`Cannot resolve the function "${name}"`)
    const resolved = entries.map(([key, item]) => [key, resolve(item)] as const)
    return Object.fromEntries(resolved.filter(([, item]) => item !== NO_VALUE))
  }
  return resolve
}
