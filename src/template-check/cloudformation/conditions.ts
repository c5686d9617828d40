import type { Json } from '../../core/policy/document.ts'
import { printable } from '../../core/printable.ts'
import type { Choose } from '../readings/explore.ts'
import { hasSymbol, isSymbol, reasonOf } from '../readings/symbols.ts'
import { type TemplateFunction, textOf } from './functions/function.ts'
import { fieldOf, once, type Scope, sectionOf } from './template.ts'

type Resolve = Parameters<TemplateFunction>[2]

/** Whether a condition holds in this reading. */
export function isTrue(condition: Json, scope: Scope, resolve: Resolve): boolean {
  const entries = Object.entries(condition ?? {})
  const [[name, argument] = ['', null]] = entries
  const operands: readonly Json[] = Array.isArray(argument) ? argument : [argument]
  switch (name) {
    case 'Condition':
      return isNamedTrue(argument, scope, resolve)
    case 'Fn::And':
      return operands.every((one) => isTrue(one, scope, resolve))
    case 'Fn::Or':
      return operands.some((one) => isTrue(one, scope, resolve))
    case 'Fn::Not':
      return !isTrue(operands[0] ?? null, scope, resolve)
    case 'Fn::Equals':
      return isEqual(operands, scope, resolve)
    default:
      return either(scope, JSON.stringify(condition), 'a condition cannot be resolved')
  }
}

function isNamedTrue(name: Json | undefined, scope: Scope, resolve: Resolve): boolean {
  const text = textOf(name) ?? ''
  const declared = fieldOf(sectionOf(scope.template, 'Conditions'), text)
  const holds =
    declared === undefined
      ? undefined
      : once(scope, `condition ${text}`, (inner) => isTrue(declared, inner, resolve))
  if (holds !== undefined) return holds
  return either(scope, text, `Conditions.${printable(text, 100)} cannot be resolved`)
}

const either = ({ choose, template }: Scope, question: string, because: string) =>
  choose(`${template.file} condition ${question}`, [true, false], because)

function isEqual(operands: readonly Json[], scope: Scope, resolve: Resolve): boolean {
  const [left = '', right = ''] = operands.map((one) => {
    const value = resolve(one, scope)
    return textOf(value) ?? JSON.stringify(value)
  })
  if (left === right) return true
  if (!hasSymbol(left) && !hasSymbol(right)) return false
  const [symbol, text] = isSymbol(left) ? [left, right] : [right, left]
  const known = factsOf(scope.choose)
  const fact = known.get(symbol)
  // A symbol that equals one text does not equal another one.
  if (fact !== undefined && !hasSymbol(text)) return fact === text
  const because = `Conditions: ${reasonOf(symbol)}`
  const equals = scope.choose(`${symbol} = ${text}`, [false, true], because)
  if (equals && isSymbol(symbol) && !hasSymbol(text)) known.set(symbol, text)
  return equals
}

const FACTS = new WeakMap<Choose, Map<string, string>>()

/** The symbols that equal a text in a reading. */
function factsOf(choose: Choose): Map<string, string> {
  const facts = FACTS.get(choose) ?? new Map<string, string>()
  FACTS.set(choose, facts)
  return facts
}
