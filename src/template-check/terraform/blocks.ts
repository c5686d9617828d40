import type { Json, JsonObject } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'

/** The objects of a nested block, which Terraform prints as a list. */
export const blocksIn = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : []

export const firstBlock = (value: Json | undefined): JsonObject | undefined => blocksIn(value)[0]

/** A text that is not empty: Terraform prints `""` and `null` for an argument without a value. */
export const textIn = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
