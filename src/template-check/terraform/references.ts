import type { Json } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import type { ConfiguredModule, ConfiguredResource } from './plan-schema.ts'
import type { Resource } from './resources.ts'

/** Finds what the expressions of a configuration refer to. */
export interface References {
  /** The resource of a type to which an argument of a resource refers. `undefined`: none, or it is not clear which one. */
  readonly find: (from: Resource, argument: string, type: string) => Resource | undefined
  readonly configured: (resource: Resource) => ConfiguredResource | undefined
}

export function referencesIn(root: ConfiguredModule, resources: readonly Resource[]): References {
  const configured = (resource: Resource) =>
    moduleAt(root, namesOf(resource.module))?.resources?.find(
      ({ type, name, mode }) =>
        type === resource.type && name === resource.name && mode === resource.mode,
    )
  return {
    configured,
    find(from, argument, type) {
      const texts = referencesOf(configured(from)?.expressions[argument])
      const found = texts.flatMap((text) => follow(text, from.module, DEEPEST))
      const usesKey = texts.some((text) => /^(each\.(key|value)|count\.index)\b/.test(text))
      const candidates = resources.filter(
        (one) => one.type === type && found.some((target) => isAt(one, target)),
      )
      const [only, ...others] = usesKey
        ? candidates.filter(({ index }) => index === from.index)
        : candidates
      return others.length === 0 ? only : undefined
    },
  }

  /** The resources that a reference means, through outputs and variables of modules. */
  function follow(text: string, module: string, depth: number): readonly Target[] {
    if (depth === 0) return []
    const [first = '', second = '', third = ''] = text.split(/\.(?![^[]*\])/)
    if (first === 'var') {
      const [parent, call] = parentOf(module)
      const expressions = moduleAt(root, namesOf(parent))?.module_calls?.[call]?.expressions
      return referencesOf(expressions?.[withoutIndex(second)]).flatMap((one) =>
        follow(one, parent, depth - 1),
      )
    }
    if (first === 'module') {
      const inner = module === '' ? `module.${second}` : `${module}.module.${second}`
      const output = moduleAt(root, namesOf(inner))?.outputs?.[withoutIndex(third)]
      return referencesOf(output?.expression).flatMap((one) => follow(one, inner, depth - 1))
    }
    return [
      first === 'data'
        ? { module, type: second, name: third }
        : { module, type: first, name: second },
    ]
  }
}

interface Target {
  readonly module: string
  readonly type: string
  /** Perhaps with an index. */
  readonly name: string
}

const DEEPEST = 20

/** The texts of all `references` in an expression, also in those of its nested blocks. */
function referencesOf(expression: Json | undefined): readonly string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesOf)
  if (!isObject(expression)) return []
  return Object.entries(expression).flatMap(([name, value]) =>
    name === 'references' && Array.isArray(value)
      ? value.filter((one) => typeof one === 'string')
      : name === 'constant_value'
        ? []
        : referencesOf(value),
  )
}

/** Without an index, a target means each instance. */
const isAt = ({ module, type, name, index }: Resource, target: Target): boolean =>
  isSamePath(module, target.module) &&
  type === target.type &&
  (target.name === name ||
    (index !== undefined && target.name === `${name}[${JSON.stringify(index)}]`))

const isSamePath = (module: string, target: string): boolean =>
  module === target || (!target.includes('[') && namesOf(module).join() === namesOf(target).join())

const withoutIndex = (text: string): string => text.replace(/\[.*$/s, '')

/** The names of the calls that lead to a module: `module.a["x"].module.b` → `a`, `b`. */
const namesOf = (module: string): readonly string[] =>
  [...module.matchAll(/(?:^|\.)module\.([^.[]+)(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?/g)].map(
    ([, name = '']) => name,
  )

/** The module that calls a module, and the name of the call. */
function parentOf(module: string): readonly [parent: string, call: string] {
  const [, parent = '', call = ''] =
    /^(?:(.*)\.)?module\.([^.[]+)(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?$/s.exec(module) ?? []
  return [parent, call]
}

function moduleAt(root: ConfiguredModule, names: readonly string[]): ConfiguredModule | undefined {
  return names.reduce<ConfiguredModule | undefined>((module, name) => {
    const calls = module?.module_calls
    return calls && Object.hasOwn(calls, name) ? calls[name]?.module : undefined
  }, root)
}
