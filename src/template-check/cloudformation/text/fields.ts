import type { Json } from '../../../core/policy/document.ts'
import { printable } from '../../../core/printable.ts'
import { templateError } from '../../template-error.ts'

/** How deep the values of a template may be nested. */
export const DEEPEST = 100

export const TOO_DEEP = 'it is nested too deeply'

/** They mark what a template leaves open. */
export const RESERVED = 'it has characters of a private use area'

/** Adds a field to an object. CloudFormation refuses a key that is there already. */
export function addField(fields: Record<string, Json>, name: string, value: Json): void {
  if (name === '__proto__') throw templateError('it has a key __proto__')
  if (Object.hasOwn(fields, name))
    throw templateError(`it has the key ${JSON.stringify(printable(name, 60))} twice`)
  fields[name] = value
}
