import type { UploadDefault } from '../encryption/upload-default.ts'
import type { Json, JsonObject } from '../policy/document.ts'
import { type BucketId, bucketArn } from '../policy/evaluation/resources.ts'
import type { TlsVersion } from '../settings.ts'

/** The Sids of Cooper's statements, in their order in a policy. */
export const OWN_SIDS = [
  'CooperTlsOnly',
  'CooperMinimumTls',
  'CooperDenySseC',
  'CooperUploadAlgorithm',
  'CooperUploadKey',
  'CooperUploadHeader',
] as const

export type OwnSid = (typeof OWN_SIDS)[number]

/** A statement by Cooper, in the form that it writes. */
export type OwnStatement = JsonObject & { readonly Sid: OwnSid }

export const ALGORITHM_KEY = 's3:x-amz-server-side-encryption'
export const KMS_KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id'
export const UPLOAD = 's3:PutObject'
export const SSE_C_KEY = 's3:x-amz-server-side-encryption-customer-algorithm'

/** The statement that AWS recommends. */
export const tlsOnlyStatement = (bucket: BucketId): OwnStatement =>
  onEverything('CooperTlsOnly', bucket, { Bool: { 'aws:SecureTransport': 'false' } })

// A plain-HTTP request has no TLS version, so this statement does not apply to it.
export const minimumTlsStatement = (bucket: BucketId, version: TlsVersion): OwnStatement =>
  onEverything('CooperMinimumTls', bucket, { NumericLessThan: { 's3:TlsVersion': version } })

export const denySseCStatement = (bucket: BucketId): OwnStatement =>
  onUploads('CooperDenySseC', bucket, { Null: { [SSE_C_KEY]: 'false' } })

// StringNotEquals alone is also true for an absent header, and would deny every upload that relies on the default.
export const uploadAlgorithmStatement = (
  bucket: BucketId,
  { algorithm }: Pick<UploadDefault, 'algorithm'>,
): OwnStatement =>
  onUploads('CooperUploadAlgorithm', bucket, {
    Null: { [ALGORITHM_KEY]: 'false' },
    StringNotEquals: { [ALGORITHM_KEY]: algorithm },
    ...NOT_OF_SERVICES,
  })

/**
 * An upload that names KMS without a key uses the AWS managed key. So where the default is a customer managed key, the
 * upload must name that key: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export const uploadKeyStatement = (
  bucket: BucketId,
  { algorithm, keyNames }: UploadDefault,
): OwnStatement => ({
  ...onUploads('CooperUploadKey', bucket, {
    StringEquals: { [ALGORITHM_KEY]: algorithm },
    StringNotEquals: { [KMS_KEY]: keyNames },
    ...NOT_OF_SERVICES,
  }),
  Action: actionsOfKey(algorithm),
})

/** The actions that name a key. An update of an object always names SSE-KMS. */
export const actionsOfKey = (algorithm: string): readonly string[] =>
  algorithm === 'aws:kms' ? [UPLOAD, 's3:UpdateObjectEncryption'] : [UPLOAD]

// SSE-C uses other headers, and has its own control.
export const uploadHeaderStatement = (bucket: BucketId): OwnStatement =>
  onUploads('CooperUploadHeader', bucket, {
    Null: { [ALGORITHM_KEY]: 'true', [SSE_C_KEY]: 'true' },
    ...NOT_OF_SERVICES,
  })

// AWS services such as log delivery choose the headers themselves. IfExists includes anonymous callers, who lack the key.
const NOT_OF_SERVICES = { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } }

function onEverything(Sid: OwnSid, bucket: BucketId, Condition: JsonObject): OwnStatement {
  const arn = bucketArn(bucket)
  return deny(Sid, 's3:*', [arn, `${arn}/*`], Condition)
}

function onUploads(Sid: OwnSid, bucket: BucketId, Condition: JsonObject): OwnStatement {
  return deny(Sid, UPLOAD, `${bucketArn(bucket)}/*`, Condition)
}

const deny = (
  Sid: OwnSid,
  Action: string,
  Resource: Json,
  Condition: JsonObject,
): OwnStatement => ({
  Sid,
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource,
  Condition,
})
