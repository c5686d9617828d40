import type { Bucket } from '../../bucket.ts'
import { s3HostOf } from '../../bucket.ts'
import type { JsonObject } from '../../policy/document.ts'
import { isObject } from '../../policy/parsing/read-json.ts'
import type { KeyUser } from './key-user.ts'

/** The statement by which the policy of a key lets a user in. */
export function keyStatement(user: KeyUser, bucket: Bucket): JsonObject {
  const { principal, needs } = user
  const { type, value } = principal
  const restriction = restrictionOf(user, bucket)
  return {
    Effect: 'Allow',
    Principal: { [type]: value },
    Action: [...needs],
    Resource: '*',
    ...(Object.keys(restriction).length > 0 && { Condition: restriction }),
  }
}

/** The conditions of the bucket policy on who calls, and for others than services that they call through S3. */
function restrictionOf({ principal, statement }: KeyUser, bucket: Bucket): JsonObject {
  const { Condition } = statement.raw
  const kept = Object.entries(isObject(Condition) ? Condition : {}).flatMap(([operator, keys]) => {
    const who = Object.entries(isObject(keys) ? keys : {}).filter(([key]) => ABOUT_CALLER.test(key))
    return who.length > 0 ? [[operator, Object.fromEntries(who)] as const] : []
  })
  const conditions = Object.fromEntries(kept)
  if (principal.type === 'Service') return conditions
  const through = { 'kms:ViaService': s3HostOf(bucket) }
  const { StringEquals } = conditions
  return { ...conditions, StringEquals: { ...StringEquals, ...through } }
}

const ABOUT_CALLER = /^aws:(principal|source(arn|account|org))/i
