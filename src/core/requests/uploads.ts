import type { UploadDefault } from '../encryption/upload-default.ts'
import {
  ABSENT,
  ANY,
  exactly,
  type KeyConstraint,
  type RequestClass,
} from '../policy/request-class.ts'
import {
  ALGORITHM_KEY,
  actionsOfKey,
  KMS_KEY,
  SSE_C_KEY,
  UPLOAD,
} from '../statements/cooper-statements.ts'
import { fromAnybody, type OwnedBucket, ofOwner } from './from-anybody.ts'

interface UploadHeaders {
  readonly algorithm: KeyConstraint
  readonly key: KeyConstraint
  readonly sseC: KeyConstraint
}

// S3 accepts SSE-C only over TLS and without other encryption headers, and KMS only over TLS and with credentials:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
function overTls(bucket: OwnedBucket, headers: UploadHeaders): RequestClass {
  const isKms = headers.key.presence !== 'absent'
  const { callers } = fromAnybody(bucket)
  return {
    ...uploads(bucket, headers, exactly('true'), {
      presence: 'present',
      oneOf: UPLOAD_TLS_VERSIONS,
    }),
    callers: callers.filter((caller) => !isKms || caller !== 'anonymous'),
  }
}

const overHttp = (bucket: OwnedBucket, headers: UploadHeaders): RequestClass =>
  uploads(bucket, headers, exactly('false'), ABSENT)

const UPLOAD_TLS_VERSIONS = ['1.3', '1.2', '1.1', '1.0']

const uploads = (
  bucket: OwnedBucket,
  { algorithm, key, sseC }: UploadHeaders,
  secureTransport: KeyConstraint,
  tlsVersion: KeyConstraint,
): RequestClass => ({
  ...fromAnybody(bucket),
  about: [ALGORITHM_KEY, KMS_KEY, SSE_C_KEY],
  actions: [UPLOAD],
  resources: ['object'],
  context: new Map<string, KeyConstraint>([
    ...ofOwner(bucket),
    ['aws:securetransport', secureTransport],
    ['s3:tlsversion', tlsVersion],
    [ALGORITHM_KEY, algorithm],
    [KMS_KEY, key],
    [SSE_C_KEY, sseC],
  ]),
})

const NO_HEADERS: UploadHeaders = { algorithm: ABSENT, key: ABSENT, sseC: ABSENT }

const either = (bucket: OwnedBucket, headers: UploadHeaders): readonly RequestClass[] => [
  overTls(bucket, headers),
  overHttp(bucket, headers),
]

/** Uploads with a customer-provided key (SSE-C). */
export const sseCUploads = (bucket: OwnedBucket): RequestClass =>
  overTls(bucket, { ...NO_HEADERS, sseC: exactly('AES256') })

/** Uploads without encryption headers. */
export const headerlessUploads = (bucket: OwnedBucket): readonly RequestClass[] =>
  either(bucket, NO_HEADERS)

const ALL_ALGORITHMS = ['AES256', 'aws:kms', 'aws:kms:dsse']

/** Uploads that name another algorithm than the bucket's default. */
export function otherAlgorithmUploads(
  bucket: OwnedBucket,
  { algorithm }: UploadDefault,
): readonly RequestClass[] {
  const others = ALL_ALGORITHMS.filter((other) => other !== algorithm)
  const kms = others.filter((other) => other !== 'AES256')
  return [
    ...(kms.length < others.length
      ? either(bucket, { ...NO_HEADERS, algorithm: exactly('AES256') })
      : []),
    overTls(bucket, { ...NO_HEADERS, algorithm: { presence: 'present', oneOf: kms }, key: ANY }),
  ]
}

/**
 * Uploads that name the algorithm of the default with another key, and updates of objects, which name SSE-KMS. An upload without
 * a key means the AWS managed key.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_s3.html#list_s3-action-UpdateObjectEncryption
 */
export const otherKeyUploads = (
  bucket: OwnedBucket,
  { algorithm, keyNames }: UploadDefault,
): RequestClass => ({
  ...overTls(bucket, {
    ...NO_HEADERS,
    algorithm: exactly(algorithm),
    key: { presence: 'any', noneOf: keyNames },
  }),
  actions: actionsOfKey(algorithm),
})
