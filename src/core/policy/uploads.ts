import type { UploadDefault } from '../encryption/upload-default.ts'
import { ALGORITHM_KEY, CUSTOMER_KEY, KMS_KEY } from './cooper-statements.ts'
import { fromAnybody, type OwnedBucket } from './from-anybody.ts'
import { ABSENT, ANY, exactly, type KeyConstraint, type RequestClass } from './request-class.ts'

interface Headers {
  readonly algorithm: KeyConstraint
  readonly key: KeyConstraint
  readonly customer: KeyConstraint
}

// S3 takes SSE-C alone and over TLS only, and KMS over TLS and from callers with credentials only:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
function uploads(bucket: OwnedBucket, { algorithm, key, customer }: Headers): RequestClass {
  const anybody = fromAnybody(bucket)
  const isKms = key.presence !== 'absent'
  const isTlsOnly = isKms || customer.presence === 'present'
  return {
    ...anybody,
    callers: anybody.callers.filter((caller) => !isKms || caller !== 'anonymous'),
    actions: ['s3:PutObject'],
    resources: ['object'],
    context: new Map([
      ['aws:securetransport', isTlsOnly ? exactly('true') : EITHER],
      [ALGORITHM_KEY, algorithm],
      [KMS_KEY, key],
      [CUSTOMER_KEY, customer],
    ]),
  }
}

const EITHER: KeyConstraint = { presence: 'present', oneOf: ['true', 'false'] }

const NONE: Headers = { algorithm: ABSENT, key: ABSENT, customer: ABSENT }

/** Uploads under a key that the caller brings along. */
export const customerKeyUploads = (bucket: OwnedBucket): RequestClass =>
  uploads(bucket, { ...NONE, customer: exactly('AES256') })

/** Uploads that name no encryption at all. */
export const headerlessUploads = (bucket: OwnedBucket): RequestClass => uploads(bucket, NONE)

const ALGORITHMS = ['AES256', 'aws:kms', 'aws:kms:dsse']

/** Uploads that name another algorithm than the bucket's default: SSE-S3, which has no key, and those of KMS. */
export function otherAlgorithmUploads(
  bucket: OwnedBucket,
  { algorithm }: UploadDefault,
): readonly RequestClass[] {
  const others = ALGORITHMS.filter((other) => other !== algorithm)
  const kms = others.filter((other) => other !== 'AES256')
  return [
    ...(kms.length < others.length
      ? [uploads(bucket, { ...NONE, algorithm: exactly('AES256') })]
      : []),
    uploads(bucket, { ...NONE, algorithm: { presence: 'present', oneOf: kms }, key: ANY }),
  ]
}

/** Uploads that name the default's algorithm with another key than it has: no key means the AWS managed one. */
export const otherKeyUploads = (
  bucket: OwnedBucket,
  { algorithm, keyNames }: UploadDefault,
): RequestClass =>
  uploads(bucket, {
    ...NONE,
    algorithm: exactly(algorithm),
    key: { presence: 'any', noneOf: keyNames },
  })
