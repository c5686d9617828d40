import fc from 'fast-check'
import type { JsonObject } from '../../../src/core/policy/document.ts'

/** Policies that nearly deny plain HTTP: AWS's documented statement, split into parts that cover it, then made insufficient. */

export const BUCKET = { name: 'data', partition: 'aws' }
export const ARN = 'arn:aws:s3:::data'
const USER = 'arn:aws:iam::111122223333:user/analyst'
const OPS = 'arn:aws:iam::111122223333:role/team/ops'

export type Statements = readonly JsonObject[]

const CANONICAL: JsonObject = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [ARN, `${ARN}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
}

/** Pairs of conditions of which every possible request meets one. */
const COMPLEMENTS: readonly (readonly [JsonObject, JsonObject])[] = [
  ...both('StringEquals', 'StringNotEquals', {
    'aws:PrincipalAccount': ['111122223333', '222233334444'],
    'aws:PrincipalOrgID': 'o-abc',
    'aws:PrincipalTag/team': ['a', 'b'],
    'aws:PrincipalType': ['User', 'Anonymous'],
    'aws:SourceVpce': 'vpce-1',
    'aws:UserAgent': 'curl',
    'aws:username': 'analyst',
    's3:prefix': ['', 'home/'],
    'aws:userid': '111122223333',
  }),
  ...both('StringLike', 'StringNotLike', {
    'aws:PrincipalArn': ['arn:aws:iam::*:role/admin*', USER],
    'aws:Referer': ['http://*.example.com/*', '*?*?x*'],
    'aws:userid': ['AROAEXAMPLE:*', '*:ops'],
    's3:x-amz-acl': 'public-*',
  }),
  ...both('ArnLike', 'ArnNotLike', {
    'aws:PrincipalArn': ['arn:aws:iam::111122223333:*', 'arn:aws:iam::*:user/*/analyst'],
    'aws:SourceArn': 'arn:aws:s3:::*',
  }),
  ...both('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', {
    's3:x-amz-server-side-encryption': 'aws:KMS',
    'aws:PrincipalTag/Team': 'Red',
  }),
  ...both('IpAddress', 'NotIpAddress', {
    'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'],
    'aws:VpcSourceIp': '10.0.0.0/8',
  }),
  ...both('DateLessThan', 'DateGreaterThanEqualsIfExists', {
    'aws:TokenIssueTime': '2031-05-01T00:00:00Z',
  }),
  ...both('NumericEquals', 'NumericNotEquals', { 's3:max-keys': 10, 'aws:MultiFactorAuthAge': 5 }),
  ...both('NumericLessThanIfExists', 'NumericGreaterThanEquals', { 's3:signatureAge': 600000 }),
  ...both('Bool', 'BoolIfExists', { 'aws:MultiFactorAuthPresent': [true] }).map(
    ([yes]): [JsonObject, JsonObject] => [
      yes,
      { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    ],
  ),
  [
    { Bool: { 'aws:PrincipalIsAWSService': true } },
    { BoolIfExists: { 'aws:PrincipalIsAWSService': false } },
  ],
  [{ Null: { 'aws:SourceVpc': true } }, { Null: { 'aws:SourceVpc': 'false' } }],
  [{ Null: { 'aws:username': 'true' } }, { StringLike: { 'aws:username': '*' } }],
  [{ Null: { 's3:TlsVersion': 'true' } }, { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
  [
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
    { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a', 'b'] } },
  ],
  [
    { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-abc/*'] } },
    { 'ForAllValues:StringNotLike': { 'aws:PrincipalOrgPaths': ['o-abc/*'] } },
  ],
]

function both(yes: string, no: string, keys: JsonObject): readonly [JsonObject, JsonObject][] {
  return Object.entries(keys).map(([key, value]) => [
    { [yes]: { [key]: value } },
    { [no]: { [key]: value } },
  ])
}

const RESOURCES = [
  ...[ARN, `${ARN}/*`, `${ARN}/a*`, `${ARN}/?`, `${ARN}/*?*?*x*`, `${ARN}/\${aws:username}/*`],
  ...[`${ARN}*`, `${ARN}-2/*`, 'arn:aws:s3:::*', 'arn:*:s3:::data/*', 'arn:aws-cn:s3:::data', '*'],
  ...[`${ARN}/home/*/x`, `${ARN}/\${*}`, `${ARN}/??*`],
]
const ACTIONS = [
  's3:Get*',
  'S3:putobject',
  's3:*Object*',
  's3:List*',
  's3:ListBucket',
  's3:?*t*',
  's3:GetObject',
]
const PRINCIPALS: readonly JsonObject[] = [
  { AWS: USER },
  { AWS: OPS },
  { AWS: [USER, '111122223333'] },
  { AWS: 'arn:aws:iam::222233334444:root' },
  { AWS: ['arn:aws:sts::111122223333:assumed-role/ops/s1', OPS] },
  { AWS: '111122223333', Service: 'logging.s3.amazonaws.com' },
  { Service: 'cloudtrail.amazonaws.com' },
]

/** Parts that together deny exactly what the statement denies. */
type Split = (statement: JsonObject) => Statements

const byResource = fc.constantFrom<Split>(
  (one) =>
    Array.isArray(one.Resource) ? one.Resource.map((arn) => ({ ...one, Resource: arn })) : [one],
  (one) => withinResources(one, [`${ARN}/a*`]),
  (one) => withinResources(one, [`${ARN}/?*`, `${ARN}/*x/y?`]),
  (one) => withinResources(one, [ARN]),
)

function withinResources(one: JsonObject, patterns: readonly string[]): Statements {
  if (!Array.isArray(one.Resource)) return [one]
  const { Resource: _, ...rest } = one
  return [
    { ...rest, Resource: patterns },
    { ...rest, NotResource: patterns },
  ]
}

const byAction = fc.subarray(ACTIONS, { minLength: 1, maxLength: 3 }).map(
  (actions): Split =>
    (one) => {
      if (one.Action !== 's3:*') return [one]
      const { Action: _, ...rest } = one
      return [
        { ...rest, Action: actions },
        { ...rest, NotAction: actions },
      ]
    },
)

const byPrincipal = fc.constantFrom(...PRINCIPALS).map(
  (principals): Split =>
    (one) => {
      if (one.Principal !== '*') return [one]
      const { Principal: _, ...rest } = one
      return [
        { ...rest, Principal: principals },
        { ...rest, NotPrincipal: principals },
      ]
    },
)

const byCondition = fc.constantFrom(...COMPLEMENTS).map(
  (pair): Split =>
    (one) =>
      pair.map((condition) => ({ ...one, Condition: merged(one.Condition, condition) })),
)

function merged(left: JsonObject[string] | undefined, right: JsonObject): JsonObject {
  const result: Record<string, JsonObject[string]> = { ...(left as JsonObject) }
  for (const [operator, keys] of Object.entries(right)) {
    result[operator] = { ...(result[operator] as JsonObject | undefined), ...(keys as JsonObject) }
  }
  return result
}

const split = fc.oneof(byResource, byAction, byPrincipal, { arbitrary: byCondition, weight: 3 })

/** Deny statements that cover every plain-HTTP request, each made by up to five splits of one of them. */
export const enforcing: fc.Arbitrary<Statements> = fc
  .array(fc.tuple(split, fc.nat(7)), { maxLength: 5 })
  .map((splits) => splits.reduce(applySplit, [CANONICAL] as Statements))

function applySplit(statements: Statements, [how, which]: readonly [Split, number]): Statements {
  const chosen = which % statements.length
  return statements.flatMap((one, index) => {
    if (index !== chosen) return [one]
    const parts = how(one)
    // Replacing a condition on the same key would lose that condition.
    return parts.every((part) => keeps(part, one)) ? parts : [one]
  })
}

function keeps(part: JsonObject, one: JsonObject): boolean {
  const count = (statement: JsonObject): number =>
    Object.values(statement.Condition as JsonObject).flatMap((keys) =>
      Object.keys(keys as JsonObject),
    ).length
  const changed = JSON.stringify(part.Condition) !== JSON.stringify(one.Condition)
  return !changed || count(part) === count(one) + 1
}

const spoil = fc.oneof(
  fc.constantFrom(...COMPLEMENTS.flat()).map(
    (extra) =>
      (one: JsonObject): JsonObject => ({
        ...one,
        Condition: merged(one.Condition, extra),
      }),
  ),
  fc.constantFrom(...COMPLEMENTS.flat()).map(
    (other) =>
      (one: JsonObject): JsonObject => ({
        ...one,
        Condition: other,
      }),
  ),
  fc
    .subarray(RESOURCES, { minLength: 1, maxLength: 3 })
    .map((patterns) => (one: JsonObject): JsonObject => {
      if (one.NotResource !== undefined) return { ...one, NotResource: patterns }
      return { ...one, Resource: patterns }
    }),
  fc
    .subarray(ACTIONS, { minLength: 1, maxLength: 4 })
    .map((actions) => (one: JsonObject): JsonObject => {
      if (one.NotAction !== undefined) return { ...one, NotAction: actions }
      return { ...one, Action: actions }
    }),
  fc.constantFrom(...PRINCIPALS).map((principals) => (one: JsonObject): JsonObject => {
    if (one.NotPrincipal !== undefined) return { ...one, NotPrincipal: principals }
    return { ...one, Principal: principals }
  }),
  fc.constant((one: JsonObject): JsonObject => ({ ...one, Effect: 'Allow' })),
  fc.constant((one: JsonObject): JsonObject => one),
)

/** Up to three insufficient statements among enforcing ones, some of which are dropped. */
export const almostRight: fc.Arbitrary<Statements> = fc
  .tuple(enforcing, fc.array(fc.tuple(spoil, fc.nat(7)), { minLength: 1, maxLength: 3 }), fc.nat(9))
  .map(([statements, spoils, dropped]) => {
    const changed = spoils.reduce(
      (all: Statements, [how, which]) =>
        all.map((one, index) => (index === which % all.length ? how(one) : one)),
      statements,
    )
    return changed.filter((_, index) => changed.length < 2 || index !== dropped)
  })

export function document(statements: Statements, version = '2012-10-17'): JsonObject {
  return { Version: version, Statement: statements }
}
