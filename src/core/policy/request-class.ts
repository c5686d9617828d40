import type { BucketId } from './evaluation/resources.ts'
import type { Caller } from './request.ts'

export type CallerType = Exclude<Caller['type'], 'service'>

export type ResourceKind = 'bucket' | 'object'

/** A set of requests to one bucket, as data: every combination of what it names. */
export interface RequestClass {
  readonly bucket: BucketId
  /** Of the bucket's partition. */
  readonly callers: readonly CallerType[]
  /** The condition keys that it is about, in lower case: a statement on one of these is the one to explain. */
  readonly about: readonly string[]
  /** `all`: every action that applies to the resource, known today or not. */
  readonly actions: 'all' | readonly string[]
  readonly resources: readonly ResourceKind[]
  /** What is known of some context keys, in lower case. Every other key is absent or has whatever value it can have. */
  readonly context: ReadonlyMap<string, KeyConstraint>
  /** What more examples should have of keys. "Denied" must hold without it. */
  readonly preferred: ReadonlyMap<string, KeyConstraint>
}

/** What a context key can be. */
export interface KeyConstraint {
  readonly presence: 'absent' | 'present' | 'any'
  /** Its only possible values. */
  readonly oneOf?: readonly string[]
  /** Values that it does not have. */
  readonly noneOf?: readonly string[]
}

export const ABSENT: KeyConstraint = { presence: 'absent' }
export const PRESENT: KeyConstraint = { presence: 'present' }
export const ANY: KeyConstraint = { presence: 'any' }

export function exactly(value: string): KeyConstraint {
  return { presence: 'present', oneOf: [value] }
}
