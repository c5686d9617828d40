import type { Json, JsonObject } from '../../../../src/core/policy/document.ts'

/** The reason, the policy of bucket "data", whether it denies all plain HTTP (or AWS does not say), and whether it contains AWS's documented statement. */
export type Case = readonly [
  reason: string,
  policy: Json,
  enforced: boolean | 'vague',
  canonical?: boolean,
]

export const ARN = 'arn:aws:s3:::data'
export const OBJECTS = `${ARN}/*`
export const HTTP: JsonObject = { 'aws:SecureTransport': 'false' }
export const USER = 'arn:aws:iam::111122223333:user/analyst'
export const OPS = 'arn:aws:iam::111122223333:role/team/ops'

const CANONICAL: JsonObject = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [ARN, OBJECTS],
  Condition: { Bool: HTTP },
}

/** AWS's documented statement with some elements changed. A `Not…` element replaces the plain one. */
export function deny(changes: JsonObject = {}): JsonObject {
  const replaced = Object.keys(changes).flatMap((name) => [name, name.replace('Not', '')])
  const kept = Object.entries(CANONICAL).filter(([name]) => !replaced.includes(name))
  return { ...Object.fromEntries(kept), ...changes }
}

/** AWS's documented statement with further conditions. */
export function denyIf(conditions: JsonObject): JsonObject {
  const { Bool, ...others } = conditions
  return deny({ Condition: { Bool: { ...HTTP, ...(Bool as JsonObject) }, ...others } })
}

export function policy(...statements: JsonObject[]): JsonObject {
  return { Version: '2012-10-17', Statement: statements }
}

export function old(...statements: JsonObject[]): JsonObject {
  return { Version: '2008-10-17', Statement: statements }
}
