import type { Json, JsonObject, PolicyDocument } from './document.ts'
import { conditionsOf, normalise } from './normalise.ts'
import { isObject } from './read-json.ts'
import { type BucketId, bucketArn } from './resources.ts'

/** The statement that AWS recommends, under Cooper's Sid. */
export function tlsOnlyStatement(bucket: BucketId): JsonObject {
  const arn = bucketArn(bucket)
  return {
    Sid: 'CooperTlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  }
}

/**
 * The document with our statement in it and everything else exactly as it was. A damaged statement of ours is
 * mended in place; one that means the same is left alone, whatever its Sid, and then the same document comes back.
 */
export function withOwnStatement(
  document: PolicyDocument | undefined,
  statement: JsonObject,
): PolicyDocument {
  if (document === undefined) return { Version: '2012-10-17', Statement: [statement] }
  const statements = listOf(document.Statement)
  if (statements.some((other) => differences(other, statement).length === 0)) return document
  const damaged = statements.findIndex((other) => isDamaged(other, statement))
  if (damaged === -1) {
    const sid = freeSid(String(statement.Sid), statements)
    return { ...document, Statement: [...statements, { ...statement, Sid: sid }] }
  }
  const mended = statements.map((other, index) =>
    index === damaged ? { ...statement, Sid: sidOf(other) ?? null } : other,
  )
  return { ...document, Statement: mended }
}

/** Which statements `after` has and `before` had not: what `withOwnStatement` did, once or several times. */
export function putStatements(before: PolicyDocument | undefined, after: PolicyDocument) {
  const [old, fresh] = [listOf(before?.Statement), listOf(after.Statement)]
  return fresh.flatMap((statement, index) =>
    old.includes(statement)
      ? []
      : [
          {
            sid: sidOf(statement) ?? '',
            change: index < old.length ? 'replaced' : 'added',
          } as const,
        ],
  )
}

function listOf(statements: Json | undefined): readonly Json[] {
  if (statements === undefined) return []
  return Array.isArray(statements) ? statements : [statements as Json]
}

function sidOf(statement: Json): string | undefined {
  const sid = isObject(statement) ? statement.Sid : undefined
  return typeof sid === 'string' ? sid : undefined
}

function freeSid(sid: string, statements: readonly Json[]): string {
  const taken = new Set(statements.map(sidOf))
  if (!taken.has(sid)) return sid
  let number = 2
  while (taken.has(`${sid}${number}`)) number += 1
  return `${sid}${number}`
}

// A statement under our Sid may be somebody else's. It is ours, damaged, only where nothing is lost with it: it speaks of
// no request that ours does not deny; or it is ours turned the wrong way round.
function isDamaged(other: Json, ours: JsonObject): boolean {
  if (!isObject(other) || !isOurSid(sidOf(other), String(ours.Sid))) return false
  return isWithin(other, ours) || isTurnedRound(other, ours)
}

function isOurSid(sid: string | undefined, ours: string): boolean {
  return sid?.startsWith(ours) === true && /^\d*$/.test(sid.slice(ours.length))
}

/** Every request that `other` matches, `ours` denies, since ours speaks of everybody and every action. */
function isWithin(other: JsonObject, ours: JsonObject): boolean {
  const wanted = conditionsOf(other)
  return (
    conditionsOf(ours).every((condition) => wanted.includes(condition)) &&
    resourcesOf(other).every((resource) => isCovered(resource, resourcesOf(ours)))
  )
}

function isTurnedRound(other: JsonObject, ours: JsonObject): boolean {
  const turned = { Bool: { 'aws:SecureTransport': 'true' } }
  return differences(other, { ...ours, Condition: turned }).length === 0
}

function isCovered(resource: string, ours: readonly string[]): boolean {
  const [bucket, objects = ''] = ours
  return resource === bucket || resource.startsWith(objects.slice(0, -1))
}

/** None for `NotResource`, which may speak of anything. */
function resourcesOf({ Resource }: JsonObject): readonly string[] {
  return Resource === undefined ? ['*'] : listOf(Resource).map(String)
}

/** The properties but the Sid that differ in meaning. */
function differences(other: Json, ours: JsonObject): readonly string[] {
  if (!isObject(other)) return ['Effect', 'Principal']
  const [left, right] = [normalise(other), normalise(ours)]
  const names = new Set([...left.keys(), ...right.keys()])
  return [...names].filter((name) => left.get(name) !== right.get(name))
}
