/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

export interface JsonObject {
  readonly [key: string]: Json
}

/** A bucket policy as its owner wrote it. Every write starts from this, never from `Policy`. */
export type PolicyDocument = JsonObject

/** IAM has no other versions. In 2008-10-17, which is also the default, `${…}` is not a variable. */
export type PolicyVersion = '2008-10-17' | '2012-10-17'

/** A bucket policy after `parsePolicy`: single values are lists, all values are strings, and S3 would store it. */
export interface Policy {
  readonly version: PolicyVersion
  readonly id: string | undefined
  readonly statements: readonly Statement[]
  readonly document: PolicyDocument
}

export interface Statement {
  readonly sid: string | undefined
  readonly effect: 'Allow' | 'Deny'
  readonly principals: PrincipalSet
  readonly actions: PatternSet
  readonly resources: PatternSet
  readonly conditions: readonly Condition[]
  readonly raw: JsonObject
}

/** `Action: …` (not negated) or `NotAction: …` (negated); resources alike. */
export interface PatternSet {
  readonly negated: boolean
  readonly patterns: readonly string[]
}

/** `Principal` or `NotPrincipal`. A bare `"*"` is `{ type: 'AWS', value: '*' }`. */
export interface PrincipalSet {
  readonly negated: boolean
  readonly principals: readonly Principal[]
}

export interface Principal {
  readonly type: 'AWS' | 'Federated' | 'Service' | 'CanonicalUser'
  readonly value: string
}

/** One operator on one key, as in `"Bool": {"aws:SecureTransport": "false"}`. IAM joins several with AND. */
export interface Condition {
  /** The operator without quantifier and suffix, as IAM spells it: `StringNotLike`, not `ForAnyValue:stringnotlikeIfExists`. */
  readonly operator: ConditionOperator
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined
  readonly ifExists: boolean
  /** In lower case: IAM compares condition keys case-insensitively. */
  readonly key: string
  readonly values: readonly string[]
}

export const CONDITION_OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnNotEquals',
  'ArnLike',
  'ArnNotLike',
  'Null',
] as const

export type ConditionOperator = (typeof CONDITION_OPERATORS)[number]
