import type { Json, JsonObject } from '../policy/document.ts'
import type { BucketId } from '../policy/evaluation/resources.ts'
import { conditionsOf, differences } from '../policy/normalise.ts'
import { isObject } from '../policy/parsing/read-json.ts'
import { MINIMUM_TLS } from '../settings.ts'
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

/** Which Sid of Cooper's a statement bears, where it does: `CooperTlsOnly2` is `CooperTlsOnly`, whoever wrote it. */
export function ownSidOf(statement: Json): OwnSid | undefined {
  const sid = isObject(statement) ? statement.Sid : undefined
  if (typeof sid !== 'string') return undefined
  return OWN_SIDS.find((own) => sid.startsWith(own) && /^\d*$/.test(sid.slice(own.length)))
}

/** Whether a statement is one that Cooper writes in some setting, under its Sid and with its meaning. */
export function isUnaltered(statement: Json, bucket: BucketId): boolean {
  const sid = ownSidOf(statement)
  if (sid === undefined || !isObject(statement)) return false
  return formsOf(sid, statement, bucket).some((form) => differences(statement, form).length === 0)
}

const UPLOAD_ALGORITHMS = ['AES256', 'aws:kms', 'aws:kms:dsse'] as const

/** All that a statement of Cooper's can be under a Sid; of a KMS key, with the key that the statement at hand names. */
function formsOf(sid: OwnSid, statement: JsonObject, bucket: BucketId): readonly OwnStatement[] {
  switch (sid) {
    case 'CooperTlsOnly':
      return [tlsOnlyStatement(bucket)]
    case 'CooperMinimumTls':
      return MINIMUM_TLS.map((version) => minimumTlsStatement(bucket, version))
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

/** The key that a statement names by its ARN, with and without its bare id: another one beside it is somebody's. */
function keyNamesLike({ Condition }: JsonObject): readonly (readonly string[])[] {
  const unequal = isObject(Condition) ? Condition.StringNotEquals : undefined
  const names = isObject(unequal) ? [unequal[KMS_KEY]].flat() : []
  const arn = names.find((name) => typeof name === 'string' && name.startsWith('arn:'))
  if (typeof arn !== 'string') return []
  return [[arn], [arn, arn.slice(arn.lastIndexOf('/') + 1)]]
}

/**
 * A statement under our Sid may be somebody else's. It is own, damaged, only where nothing is lost with it: it speaks
 * of no request that own does not deny, and own is never taken out again; or it is own inverted the wrong way round.
 */
export function isDamaged(other: Json, own: OwnStatement): boolean {
  if (!isObject(other) || own.Sid !== 'CooperTlsOnly') return false
  return isWithinOwn(other, own) || isInverted(other, own)
}

/** Every request that `other` matches, `own` denies, since own speaks of everybody and every action. */
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

/** Without `Resource` or `Action` there is `NotResource` or `NotAction`, which may speak of anything. */
function textsOf(value: Json | undefined, otherwise = ''): readonly string[] {
  return value === undefined ? [otherwise] : [value].flat().map(String)
}
