import type { Json, JsonObject } from '../../../src/core/policy/document.ts'
import { PROVEN_CLASSES, type ProvenClass } from '../facts/classes.ts'

/** A policy, and the classes of requests for which it is judged. */
export interface PolicyCase {
  readonly name: string
  readonly document: Json
  readonly classes: readonly ProvenClass[]
}

export const groupOf = (index: number): readonly ProvenClass[] =>
  PROVEN_CLASSES[index % PROVEN_CLASSES.length] ?? []

/** Plain HTTP, and those of a group. */
export const withPlainHttp = (index: number): readonly ProvenClass[] => [
  ...new Set([...groupOf(0), ...groupOf(index)]),
]

export const documentOf = (
  statements: readonly JsonObject[],
  version = '2012-10-17',
): JsonObject => ({ Version: version, Statement: statements })
