import type { Json } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import { printable } from '../../core/printable.ts'
import { symbolFor } from '../readings/symbols.ts'
import { withoutDynamicReferences } from './dynamic-references.ts'
import { textOf } from './functions/function.ts'
import { fieldOf, type Scope } from './template.ts'

const MOST_ALLOWED = 8

/** The value of a parameter: what the stack above says, else what the person says, else its default, else each of a few allowed values, else a symbol. */
export function parameterValue(name: string, declared: Json, scope: Scope): Json {
  const { params } = scope.options
  const type = textOf(fieldOf(declared, 'Type')) ?? 'String'
  const passed = scope.links.parameter(name, scope)
  if (passed !== undefined) return passed
  if (Object.hasOwn(params, name)) return typed(params[name] ?? '', type)
  const quoted = `the parameter "${printable(name, 100)}"`
  const symbol = (reason: string) =>
    symbolFor(`${quoted} ${reason}`, `${scope.template.file} ${name}`)
  // Its default is the name of an entry of Parameter Store.
  if (type.startsWith('AWS::SSM::Parameter::Value')) return symbol('is read from Parameter Store')
  const given = textOf(fieldOf(declared, 'Default'))
  if (given !== undefined) return typed(given, type)
  const allowed = isObject(declared) ? declared.AllowedValues : undefined
  const values = Array.isArray(allowed) ? allowed.flatMap((value: Json) => textOf(value) ?? []) : []
  const [first, ...others] = values
  if (first === undefined || values.length > MOST_ALLOWED || isList(type))
    return symbol('has no default')
  const because = `${quoted} has no default`
  return scope.choose(`${scope.template.file} parameter ${name}`, [first, ...others], because)
}

const isList = (type: string) => type === 'CommaDelimitedList' || type.startsWith('List<')

const typed = (text: string, type: string): Json =>
  isList(type)
    ? text.split(',').map((item) => withoutDynamicReferences(item.trim()))
    : withoutDynamicReferences(text)
