import type { BucketId } from './evaluation/resources.ts'
import type { Caller } from './request.ts'

export type CallerType = Exclude<Caller['type'], 'service'>

export type ResourceKind = 'bucket' | 'object'

/** A set of requests to one bucket, as data: all combinations of its parts. */
export interface RequestClass {
  readonly bucket: BucketId
  /** The partition of the bucket. */
  readonly callers: readonly CallerType[]
  /** The condition keys that it is about, in lower case: a statement on one of these is the one to explain. */
  readonly about: readonly string[]
  /** `all`: every action that applies to the resource, known today or not. */
  readonly actions: 'all' | readonly string[]
  readonly resources: readonly ResourceKind[]
  /** Constraints on some context keys, in lower case. Every other key may be absent or have any value. */
  readonly context: ReadonlyMap<string, KeyConstraint>
}

/** The values that a context key can have. */
export interface KeyConstraint {
  /** `unclear`: by one page of AWS's documentation present, by another absent. */
  readonly presence: 'absent' | 'present' | 'any' | 'unclear'
  /** The only possible values. */
  readonly oneOf?: readonly string[]
  /** Values that the key does not have. */
  readonly noneOf?: readonly string[]
}

export const ABSENT: KeyConstraint = { presence: 'absent' }
export const PRESENT: KeyConstraint = { presence: 'present' }
export const ANY: KeyConstraint = { presence: 'any' }

export function exactly(value: string): KeyConstraint {
  return { presence: 'present', oneOf: [value] }
}

/** The keys of which a request of the class has one certain value, if it has them at all. */
export function knownValues({ context }: RequestClass): ReadonlyMap<string, readonly string[]> {
  const all = [...context].flatMap(([key, { presence, oneOf = [] }]) =>
    presence !== 'absent' && oneOf.length === 1 ? [[key, oneOf] as const] : [],
  )
  return new Map(all)
}
