import type { Json, JsonObject } from '../policy/document.ts'
import type { BucketId } from '../policy/evaluation/resources.ts'
import { conditionsOf, differences } from '../policy/normalise.ts'
import { isObject } from '../policy/parsing/read-json.ts'
import { TLS_VERSIONS } from '../settings.ts'
import {
  denySseCStatement,
  KMS_KEY,
  minimumTlsStatement,
  OWN_SIDS,
  type OwnSid,
  type OwnStatement,
  tlsOnlyStatement,
  uploadAlgorithmStatement,
  uploadHeaderStatement,
  uploadKeyStatement,
} from './cooper-statements.ts'

/** The Sid of Cooper's that a statement has, without a number: `CooperTlsOnly2` is `CooperTlsOnly`, whoever wrote it. */
export function ownSidOf(statement: Json): OwnSid | undefined {
  const sid = isObject(statement) ? statement.Sid : undefined
  if (typeof sid !== 'string') return undefined
  return OWN_SIDS.find((own) => sid.startsWith(own) && /^\d*$/.test(sid.slice(own.length)))
}

/** Whether a statement is one that Cooper writes for some setting, by its Sid and its meaning. */
export function isUnaltered(statement: Json, bucket: BucketId): boolean {
  const sid = ownSidOf(statement)
  if (sid === undefined || !isObject(statement)) return false
  return formsOf(sid, statement, bucket).some((form) => differences(statement, form).length === 0)
}

const UPLOAD_ALGORITHMS = ['AES256', 'aws:kms', 'aws:kms:dsse'] as const

/** All statements that Cooper may write under a Sid. For a KMS key, with the key that the given statement names. */
function formsOf(sid: OwnSid, statement: JsonObject, bucket: BucketId): readonly OwnStatement[] {
  switch (sid) {
    case 'CooperTlsOnly':
      return [tlsOnlyStatement(bucket)]
    case 'CooperMinimumTls':
      return TLS_VERSIONS.map((version) => minimumTlsStatement(bucket, version))
    case 'CooperDenySseC':
      return [denySseCStatement(bucket)]
    case 'CooperUploadAlgorithm':
      return UPLOAD_ALGORITHMS.map((algorithm) => uploadAlgorithmStatement(bucket, { algorithm }))
    case 'CooperUploadKey':
      return UPLOAD_ALGORITHMS.flatMap((algorithm) =>
        keyNamesLike(statement).map((keyNames) =>
          uploadKeyStatement(bucket, { algorithm, keyNames }),
        ),
      )
    case 'CooperUploadHeader':
      return [uploadHeaderStatement(bucket)]
    default:
      return sid satisfies never
  }
}

/** The key names that Cooper would write: the ARN that the statement names, alone and with the key id. */
function keyNamesLike({ Condition }: JsonObject): readonly (readonly string[])[] {
  const unequal = isObject(Condition) ? Condition.StringNotEquals : undefined
  const names = isObject(unequal) ? [unequal[KMS_KEY]].flat() : []
  const arn = names.find((name) => typeof name === 'string' && name.startsWith('arn:'))
  if (typeof arn !== 'string') return []
  return [[arn], [arn, arn.slice(arn.lastIndexOf('/') + 1)]]
}

/**
 * Whether a statement under Cooper's Sid is a damaged statement by Cooper, and not somebody else's. That is so only where a
 * replacement loses nothing: it matches no request that Cooper's statement does not deny, or its condition is inverted.
 */
export function isDamaged(other: Json, own: OwnStatement): boolean {
  if (!isObject(other) || own.Sid !== 'CooperTlsOnly') return false
  return isWithinOwn(other, own) || isInverted(other, own)
}

/** Whether `own` denies every request that `other` matches, given that `own` covers all principals and actions. */
function isWithinOwn(other: JsonObject, own: JsonObject): boolean {
  const required = conditionsOf(other)
  return (
    conditionsOf(own).every((condition) => required.includes(condition)) &&
    textsOf(other.Resource, '*').every((resource) => isCovered(resource, textsOf(own.Resource)))
  )
}

function isInverted(other: JsonObject, own: JsonObject): boolean {
  const inverted = { Bool: { 'aws:SecureTransport': 'true' } }
  return differences(other, { ...own, Condition: inverted }).length === 0
}

const isCovered = (resource: string, own: readonly string[]): boolean =>
  own.some((one) => (one.endsWith('*') ? resource.startsWith(one.slice(0, -1)) : resource === one))

/** Where `Resource` or `Action` is missing, the statement has `NotResource` or `NotAction`, which may match anything. */
function textsOf(value: Json | undefined, otherwise = ''): readonly string[] {
  return value === undefined ? [otherwise] : [value].flat().map(String)
}
