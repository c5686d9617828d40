import type { Json, JsonObject } from '../../../src/core/policy/document.ts'

/** A small change of a list of statements. The numbers choose where and what. */
export type Mutation = (
  statements: readonly JsonObject[],
  where: number,
  what: number,
) => readonly JsonObject[]

const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % list.length]

const changed =
  (change: (statement: JsonObject, what: number) => JsonObject): Mutation =>
  (statements, where, what) =>
    statements.map((one, index) => (index === where % statements.length ? change(one, what) : one))

const swap = (name: string) =>
  changed((statement) => {
    const [from, to] = name in statement ? [name, `Not${name}`] : [`Not${name}`, name]
    const entries = Object.entries(statement).map(([key, value]): [string, Json] => [
      key === from ? to : key,
      value,
    ])
    return Object.fromEntries(entries)
  })

const asObject = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}

/** Changes the operator and the keys of one condition. */
const ofCondition = (
  change: (operator: string, keys: JsonObject, what: number) => [string, JsonObject],
) =>
  changed((statement, what) => {
    const conditions = Object.entries(asObject(statement.Condition))
    const chosen = pick(conditions, what)
    if (chosen === undefined) return statement
    const others = conditions.filter((one) => one !== chosen)
    const [operator, keys] = change(chosen[0], asObject(chosen[1]), what)
    const known = asObject(Object.fromEntries(others)[operator])
    return {
      ...statement,
      Condition: { ...Object.fromEntries(others), [operator]: { ...known, ...keys } },
    }
  })

const NEGATIONS: readonly (readonly [string, string])[] = [
  ['StringEquals', 'StringNotEquals'],
  ['StringLike', 'StringNotLike'],
  ['ArnLike', 'ArnNotLike'],
  ['ArnEquals', 'ArnNotEquals'],
  ['IpAddress', 'NotIpAddress'],
  ['NumericEquals', 'NumericNotEquals'],
  ['NumericLessThan', 'NumericGreaterThanEquals'],
  ['DateLessThan', 'DateGreaterThanEquals'],
]

function negated(operator: string): string {
  const base = operator.replace(/IfExists$/, '').replace(/^.*:/, '')
  const pair = NEGATIONS.find((one) => one.includes(base))
  const other = pair?.find((one) => one !== base)
  return other === undefined ? operator : operator.replace(base, other)
}

const toggled = (operator: string) => {
  if (operator === 'Null') return operator
  return operator.endsWith('IfExists') ? operator.slice(0, -8) : `${operator}IfExists`
}

const quantified = (operator: string, what: number) => {
  if (operator === 'Null') return operator
  const quantifier = what % 2 === 0 ? 'ForAllValues:' : 'ForAnyValue:'
  return operator.includes(':') ? operator.replace(/^.*:/, '') : `${quantifier}${operator}`
}

const KEYS = [
  ...[
    'aws:PrincipalTag/team',
    'aws:UserAgent',
    'aws:Referer',
    'aws:SourceVpce',
    'aws:PrincipalArn',
  ],
  ...['aws:username', 'aws:userid', 'aws:PrincipalAccount', 's3:prefix', 's3:x-amz-acl'],
  ...['aws:PrincipalOrgID', 'aws:TagKeys', 'aws:RequestedRegion', 's3:authType', 'aws:SourceArn'],
  ...['s3:ExistingObjectTag/a', 'aws:FederatedProvider', 's3:VersionId', 'aws:PrincipalType'],
]

const rekeyed = (keys: JsonObject, what: number): JsonObject => {
  const [first, ...others] = Object.entries(keys)
  const key = pick(KEYS, what) ?? ''
  return first === undefined ? keys : { [key]: first[1], ...Object.fromEntries(others) }
}

const TAILS = ['*', '?', 'x', '\n', '']

function bent(value: Json, what: number): Json {
  if (Array.isArray(value)) {
    const index = what % Math.max(value.length, 1)
    return value.map((one: Json, at) => (at === index ? bent(one, what >> 2) : one))
  }
  if (typeof value !== 'string' || value === 'true' || value === 'false') return value
  return what % 2 === 0 ? value.slice(0, -1) : `${value}${pick(TAILS, what >> 1)}`
}

/** Changes a letter of a value, but never of an ARN of a principal, which S3 would refuse. */
const bentElement = changed((statement, what) => {
  const name = pick(['Resource', 'NotResource', 'Action', 'NotAction'], what) ?? ''
  const value = statement[name]
  return value === undefined ? statement : { ...statement, [name]: bent(value, what >> 2) }
})

const isTextual = (operator: string) => /string|arn/i.test(operator)

export const MUTATIONS: readonly Mutation[] = [
  (statements, where) => statements.filter((_, index) => index !== where % statements.length),
  (statements, where) => [
    ...statements,
    ...statements.slice(where % statements.length).slice(0, 1),
  ],
  swap('Resource'),
  swap('Action'),
  swap('Principal'),
  bentElement,
  bentElement,
  ofCondition((operator, keys) => [negated(operator), keys]),
  ofCondition((operator, keys) => [negated(operator), keys]),
  ofCondition((operator, keys) => [toggled(operator), keys]),
  ofCondition((operator, keys, what) => [quantified(operator, what), keys]),
  ofCondition((operator, keys, what) => [
    operator,
    isTextual(operator) ? rekeyed(keys, what) : keys,
  ]),
  ofCondition((operator, keys, what) => [
    operator,
    isTextual(operator)
      ? Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, bent(value, what)]))
      : keys,
  ]),
]
