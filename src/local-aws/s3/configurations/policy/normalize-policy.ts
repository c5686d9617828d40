import type { Json, JsonObject, PolicyDocument } from '../../../../core/policy/document.ts'

/**
 * A policy as S3 returns it: elements in a fixed order, lists of one item as the item, values as strings, accounts as the
 * ARN of their root user. The order of statements does not change.
 */
export function normalizePolicy(document: PolicyDocument, partition: string): string {
  const { Version = '2008-10-17', Id, Statement = [] } = document
  const statements = Array.isArray(Statement) ? Statement : [Statement]
  return JSON.stringify({
    Version,
    Id,
    Statement: statements.map((statement) =>
      normalizeStatement(statement as JsonObject, partition),
    ),
  })
}

function normalizeStatement(statement: JsonObject, partition: string): JsonObject {
  const {
    Sid,
    Effect,
    Principal,
    NotPrincipal,
    Action,
    NotAction,
    Resource,
    NotResource,
    Condition,
  } = statement
  return present({
    Sid,
    Effect,
    Principal: normalizePrincipal(Principal, partition),
    NotPrincipal: normalizePrincipal(NotPrincipal, partition),
    Action: collapse(Action),
    NotAction: collapse(NotAction),
    Resource: collapse(Resource),
    NotResource: collapse(NotResource),
    Condition: normalizeCondition(Condition),
  })
}

function normalizePrincipal(principal: Json | undefined, partition: string): Json | undefined {
  if (!isPolicyObject(principal)) return principal
  const account = (value: Json) =>
    typeof value === 'string' && /^\d{12}$/.test(value)
      ? `arn:${partition}:iam::${value}:root`
      : value
  const named = Object.entries(principal).map(([type, value]) => {
    const values = (Array.isArray(value) ? value : [value]).map(account)
    return [type, collapse(values)]
  })
  const only = named.length === 1 ? named[0] : undefined
  return only?.[0] === 'AWS' && only[1] === '*' ? '*' : Object.fromEntries(named)
}

function normalizeCondition(condition: Json | undefined): Json | undefined {
  if (!isPolicyObject(condition)) return condition
  return mapValues(condition, (keys) =>
    isPolicyObject(keys) ? mapValues(keys, (value) => collapse(toStrings(value))) : keys,
  )
}

function toStrings(value: Json): Json {
  return Array.isArray(value) ? value.map(String) : String(value)
}

function collapse<T extends Json | undefined>(value: T): Json | T {
  return Array.isArray(value) && value.length === 1 ? (value[0] as Json) : value
}

function mapValues(object: JsonObject, map: (value: Json) => Json | undefined): JsonObject {
  return present(Object.fromEntries(Object.entries(object).map(([key, v]) => [key, map(v)])))
}

function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}

function isPolicyObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
