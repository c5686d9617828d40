import { attributes, type Place, type Properties, US_EAST_1 } from './resource-attributes.ts'

export interface Resource {
  readonly Type: string
  readonly Condition?: string
  readonly Properties: Properties
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Conditions?: Properties
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>
}

/** Stands for `AWS::NoValue`: a property with this value is removed, as CloudFormation does. */
const NO_VALUE = Symbol('AWS::NoValue')

/** The template as CloudFormation resolves it. An unknown function is an error. */
export function resolveTemplate(template: Template, place: Place = US_EAST_1): Template {
  const resolve = resolver(template, place)
  const conditions = (template.Conditions ?? {}) as Readonly<Record<string, unknown>>
  const kept = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || resolve(conditions[Condition]) === true,
  )
  return resolve({ ...template, Resources: Object.fromEntries(kept) }) as Template
}

function resolver({ Resources, Conditions = {} }: Template, place: Place) {
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::Partition': place.partition,
    'AWS::Region': place.region,
    'AWS::AccountId': place.account,
    'AWS::NoValue': NO_VALUE,
  }
  const reference = (name: string) => pseudo[name] ?? attribute(name, 'Ref')

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
    'Fn::Split': ([glue, text]: [string, unknown]) => `${resolve(text)}`.split(glue),
    'Fn::Join': ([glue, parts]: [string, unknown]) => [resolve(parts)].flat().join(glue),
    'Fn::If': ([name, yes, no]: [string, unknown, unknown]) =>
      resolve(resolve(Conditions[name]) === true ? yes : no),
    'Fn::Equals': ([left, right]: [unknown, unknown]) => `${resolve(left)}` === `${resolve(right)}`,
    'Fn::Not': ([condition]: [unknown]) => resolve(condition) !== true,
  }

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== NO_VALUE)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    const [name, input] = entries.length === 1 ? (entries[0] ?? ['']) : ['']
    const call = functions[name]
    if (call) return call(input as never)
    if (name.startsWith('Fn::')) throw new Error(`Cannot resolve the function "${name}"`)
    const resolved = entries.map(([key, item]) => [key, resolve(item)] as const)
    return Object.fromEntries(resolved.filter(([, item]) => item !== NO_VALUE))
  }
  return resolve
}
