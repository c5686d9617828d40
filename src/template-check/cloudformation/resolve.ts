import type { Json, JsonObject } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import { printable } from '../../core/printable.ts'
import { symbolFor } from '../readings/symbols.ts'
import { withoutDynamicReferences } from './dynamic-references.ts'
import { expandLoops, isLoop } from './for-each.ts'
import { FUNCTIONS } from './functions/all.ts'
import { fieldOf, type Scope } from './template.ts'

/** A value after all functions. `undefined`: the template leaves it out (`AWS::NoValue`). */
export type Resolved = Json | undefined

/** Resolves the functions in a value. What is not known becomes a symbol. */
export function resolve(value: Json, scope: Scope): Resolved {
  if (typeof value === 'string') return withoutDynamicReferences(value)
  if (Array.isArray(value)) return resolveList(value, scope)
  return isObject(value) ? resolveObject(value, scope) : value
}

const resolveList = (list: readonly Json[], scope: Scope): readonly Json[] =>
  list.map((item) => resolve(item, scope)).filter((item) => item !== undefined)

function resolveObject(value: JsonObject, scope: Scope): Resolved {
  const [[name, argument] = ['', null], ...others] = Object.entries(value)
  if (others.length === 0 && isFunction(name)) return call(name, argument, scope)
  const transform = value['Fn::Transform']
  if (transform !== undefined) return symbolFor('Fn::Transform is not known', JSON.stringify(value))
  const { positions } = scope.template
  const expanded = expandLoops(value, (collection) => resolve(collection, scope), positions)
  const fields: Record<string, Json> = {}
  for (const [key, field] of Object.entries(expanded)) {
    const resolved = resolve(field, scope)
    if (resolved !== undefined) fields[key] = resolved
  }
  return fields
}

const isFunction = (name: string): boolean =>
  name === 'Ref' || (name.startsWith('Fn::') && !isLoop(name))

function call(name: string, argument: Json, scope: Scope): Resolved {
  const run = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (!run) return symbolFor(`${printable(name, 60)} is not supported`, JSON.stringify(argument))
  const resolved = run(argument, scope, resolve)
  return typeof resolved === 'string' ? withoutDynamicReferences(resolved) : resolved
}

/** A property of a resource. `undefined`: the template leaves it out. */
export function propertyOf(resource: Json, name: string, scope: Scope): Resolved {
  const declared = fieldOf(resource, 'Properties')
  if (!isObject(declared)) return undefined
  const { positions } = scope.template
  const properties = expandLoops(declared, (list) => resolve(list, scope), positions)
  const value = fieldOf(properties, name)
  return value === undefined ? undefined : resolve(value, scope)
}
