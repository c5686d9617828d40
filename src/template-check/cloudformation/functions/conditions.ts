import type { Json } from '../../../core/policy/document.ts'
import { isTrue } from '../conditions.ts'
import { derived, type TemplateFunction } from './function.ts'

/** `Fn::If`: one of two values, by a condition. */
export const ifElse: TemplateFunction = (argument, scope, resolve) => {
  if (!Array.isArray(argument) || argument.length !== 3) return derived('Fn::If', argument)
  const [condition, then, otherwise]: readonly Json[] = argument
  const holds = isTrue({ Condition: condition ?? null }, scope, resolve)
  return resolve((holds ? then : otherwise) ?? null, scope)
}
