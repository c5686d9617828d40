import type { Json, JsonObject, PolicyDocument } from './document.ts'
import { mentionsKey, normalise } from './normalise.ts'
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

// A statement under our Sid may be somebody else's: it counts as ours only while it resembles ours.
function isDamaged(other: Json, ours: JsonObject): boolean {
  if (!isObject(other) || !isOurSid(sidOf(other), String(ours.Sid))) return false
  if (sharesConditionKey(other, ours) && other.Effect === ours.Effect) return true
  const different = differences(other, ours)
  return different.length <= 1 && (different[0] !== 'Condition' || sharesConditionKey(other, ours))
}

function isOurSid(sid: string | undefined, ours: string): boolean {
  return sid?.startsWith(ours) === true && /^\d*$/.test(sid.slice(ours.length))
}

function sharesConditionKey(other: JsonObject, ours: JsonObject): boolean {
  const blocks = isObject(ours.Condition) ? Object.values(ours.Condition) : []
  return blocks.flatMap((block) => Object.keys(block ?? {})).some((key) => mentionsKey(other, key))
}

/** The properties but the Sid that differ in meaning. */
function differences(other: Json, ours: JsonObject): readonly string[] {
  if (!isObject(other)) return ['Effect', 'Principal']
  const [left, right] = [normalise(other), normalise(ours)]
  const names = new Set([...left.keys(), ...right.keys()])
  return [...names].filter((name) => left.get(name) !== right.get(name))
}
