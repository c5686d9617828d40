import type { BucketPlace } from '../../core/bucket.ts'
import type { Json, JsonObject } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import type { TemplateOptions } from '../declarations.ts'
import type { Choose } from '../readings/explore.ts'
import type { Positions } from './positions.ts'

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

/** The scope while something is resolved. `undefined`: it is being resolved already, so it depends on itself. */
export const enter = (scope: Scope, what: string): Scope | undefined =>
  scope.open.includes(what) || scope.open.length > DEEPEST
    ? undefined
    : { ...scope, open: [...scope.open, what] }

const DEEPEST = 100
