import { createReferences, type Evaluate, type StackPlace } from './references.ts'
import { at, isTree, type Yaml, type YamlObject } from './tree.ts'

/** The resources of the template, and the values of references to them. */
export interface Template {
  readonly resource: (logicalId: string) => YamlObject | undefined
  /** The given name, or the logical id. */
  readonly nameOf: (logicalId: string) => string
  /** The logical ids of all resources of a type whose condition holds. */
  readonly idsOf: (type: string) => readonly string[]
  readonly arnsOf: (type: string) => readonly string[]
  /** The properties of all resources of a type whose condition holds, evaluated. */
  readonly propertiesOf: (type: string) => readonly YamlObject[]
  /** Replaces CloudFormation's functions. */
  readonly evaluate: (value: Yaml) => Yaml
}

/** `document`: the template with the Framework's variables resolved. Its parameters have their defaults. */
export function createTemplate(document: YamlObject, place: StackPlace): Template {
  const { Resources: resources = {}, Conditions: conditions = {} } = document
  const resource = (logicalId: string) => {
    const found = at(resources, [logicalId])
    return isTree(found) ? found : undefined
  }
  const holds = (name: string): boolean => {
    const condition = at(conditions, [name])
    if (condition === undefined)
      throw new Error(`Cannot find condition "${name}" of serverless.yml`)
    return optional(condition) === true
  }
  const references = createReferences(document, place, (value) => evaluate(value))
  const functions = functionsWith(references, document, holds, (value) => optional(value))
  /** `undefined` for AWS::NoValue. */
  const optional = (value: Yaml): Yaml | undefined => evaluateWith(functions, value)
  const evaluate: Evaluate = (value) => optional(value) ?? null
  const idsOf = (type: string) =>
    Object.keys(isTree(resources) ? resources : {}).filter((logicalId) => {
      const { Type, Condition } = resource(logicalId) ?? {}
      return Type === type && (Condition === undefined || holds(String(Condition)))
    })
  return {
    resource,
    nameOf: references.nameOf,
    idsOf,
    arnsOf: (type) => idsOf(type).map(references.arnOf),
    propertiesOf: (type) =>
      idsOf(type).flatMap((logicalId) => {
        const properties = evaluate(resource(logicalId)?.Properties ?? {})
        return isTree(properties) ? [properties] : []
      }),
    evaluate,
  }
}

type Optional = (value: Yaml) => Yaml | undefined

/** A function of CloudFormation. Its input is not evaluated yet. */
type Intrinsic = (input: Yaml) => Yaml | undefined

function functionsWith(
  { reference, attributeOf }: ReturnType<typeof createReferences>,
  { Mappings = {} }: YamlObject,
  holds: (condition: string) => boolean,
  optional: Optional,
): Readonly<Record<string, Intrinsic>> {
  const text = (value: Yaml | undefined) => String(optional(value ?? '') ?? '')
  const isTrue = (value: Yaml) => optional(value) === true
  const list = (input: Yaml | undefined): readonly Yaml[] => (Array.isArray(input) ? input : [])
  return {
    Ref: (name) => reference(String(name)),
    Condition: (name) => holds(String(name)),
    'Fn::GetAtt': (input) => attributeOf(list(input).map(String)),
    'Fn::Sub': (input) => {
      const [template, named] = Array.isArray(input) ? input : [input, {}]
      return String(template).replace(/\$\{([^!}]+)\}/g, (_, name: string) => {
        const given = at(named, [name])
        if (given !== undefined) return text(given)
        const [logicalId = '', wanted] = name.split('.')
        return wanted === undefined ? text({ Ref: name }) : attributeOf([logicalId, wanted])
      })
    },
    'Fn::Join': (input) => list(optional(list(input)[1] ?? [])).join(text(list(input)[0])),
    'Fn::Select': (input) => list(optional(list(input)[1] ?? []))[Number(text(list(input)[0]))],
    'Fn::Split': (input) => text(list(input)[1]).split(text(list(input)[0])),
    'Fn::If': (input) => {
      const [condition = '', yes = null, no = null] = list(input)
      return optional(holds(String(condition)) ? yes : no)
    },
    'Fn::FindInMap': (input) => {
      const path = list(input).map(text)
      const found = at(Mappings, path)
      if (found === undefined) throw new Error(`Cannot find ${path.join('.')} of serverless.yml`)
      return found
    },
    'Fn::Equals': (input) => text(list(input)[0]) === text(list(input)[1]),
    'Fn::Not': (input) => !list(input).some(isTrue),
    'Fn::And': (input) => list(input).every(isTrue),
    'Fn::Or': (input) => list(input).some(isTrue),
  }
}

function evaluateWith(
  functions: Readonly<Record<string, Intrinsic>>,
  value: Yaml,
): Yaml | undefined {
  const inner = (item: Yaml) => evaluateWith(functions, item)
  if (Array.isArray(value)) {
    return value.map(inner).filter((item) => item !== undefined)
  }
  if (!isTree(value)) return value
  const [first, ...others] = Object.entries(value)
  if (first && others.length === 0) {
    const [name, input] = first
    const call = Object.hasOwn(functions, name) && isCall(name, input) ? functions[name] : undefined
    if (call) return call(input)
    if (name.startsWith('Fn::')) throw new Error(`Cannot resolve ${name} of serverless.yml`)
  }
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const found = inner(item)
    return found === undefined ? [] : [[key, found] as const]
  })
  return Object.fromEntries(entries)
}

// A policy's statement may have a `Condition` too, which is no name.
const isCall = (name: string, input: Yaml) => name.startsWith('Fn::') || typeof input === 'string'
