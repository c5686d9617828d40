import type { BucketPlace } from '../../core/bucket.ts'
import type { Json, JsonObject } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import type { TemplateOptions } from '../declarations.ts'
import type { Choose } from '../readings/explore.ts'
import type { Positions } from './text/positions.ts'

/** A template of CloudFormation, section by section. */
export interface Template {
  readonly file: string
  readonly positions: Positions
  readonly isJson: boolean
  readonly root: JsonObject
  readonly resources: JsonObject
}

/** One reading of a template. */
export interface Scope {
  readonly template: Template
  readonly options: Pick<TemplateOptions, 'params'>
  readonly place: BucketPlace
  readonly choose: Choose
  readonly links: Links
  /** What is being resolved, so that a cycle ends. */
  readonly open: readonly string[]
}

/** What the templates of a check take from each other. `undefined`: none of them has it. */
export interface Links {
  /** The value that a template exports. */
  readonly importValue: (name: string, from: Scope) => Json | undefined
  /** The value that a stack gives a parameter of the template of a nested stack. */
  readonly parameter: (name: string, from: Scope) => Json | undefined
  /** An output of a nested stack. */
  readonly output: (stack: Json, name: string, from: Scope) => Json | undefined
}

export const NO_LINKS: Links = {
  importValue: () => undefined,
  parameter: () => undefined,
  output: () => undefined,
}

/** A section of a template. An object without a prototype of its own fields is never asked for others. */
export function sectionOf({ root }: Pick<Template, 'root'>, name: string): JsonObject {
  const section = root[name]
  return isObject(section) ? section : {}
}

/** A field of an object, never one that the object inherits. */
export const fieldOf = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined

/**
 * Resolves something once in a reading. `undefined`: it is being resolved already, so it depends on itself.
 */
export function once<T>(scope: Scope, what: string, resolve: (inner: Scope) => T): T | undefined {
  const key = `${scope.template.file} ${what}`
  if (scope.open.includes(key) || scope.open.length > DEEPEST) return undefined
  const known = knownIn(scope)
  if (!known.has(key)) known.set(key, resolve({ ...scope, open: [...scope.open, key] }))
  return known.get(key) as T
}

const DEEPEST = 100

const KNOWN = new WeakMap<Choose, Map<string, unknown>>()

/** What is resolved already in a reading: each reading has a function of its own that chooses. */
function knownIn({ choose }: Scope): Map<string, unknown> {
  const known = KNOWN.get(choose) ?? new Map<string, unknown>()
  KNOWN.set(choose, known)
  return known
}
