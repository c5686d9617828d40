import type { JsonObject } from '../document.ts'
import { policyError, quote } from './policy-error.ts'

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function pathTo(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`
}

/** Element names are case-sensitive, and S3 refuses unknown ones. So does Cooper. */
export function refuseOtherFields(
  fields: JsonObject,
  path: string,
  known: readonly string[],
): void {
  const other = Object.keys(fields).find((field) => !known.includes(field))
  if (other !== undefined) throw policyError(path, `has an unknown field ${quote(other)}`)
}

/** One string or a list of strings, which S3 requires not to be empty. */
export function stringsAt(value: unknown, path: string): readonly string[] {
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) {
    throw policyError(path, `must be a string or a list of strings, not ${quote(value)}`)
  }
  if (value.length === 0) throw policyError(path, 'must not be an empty list')
  return value.map((item: unknown, index) => {
    if (typeof item === 'string') return item
    throw policyError(`${path}[${index}]`, `must be a string, not ${quote(item)}`)
  })
}
