/** How S3 keeps an object. `none`: stored before 2023 and not encrypted. */
export type ObjectEncryption = 'none' | 'sse-s3' | 'sse-kms' | 'dsse-kms' | 'sse-c'

export const OBJECT_ENCRYPTIONS = ['none', 'sse-c', 'sse-s3', 'sse-kms', 'dsse-kms'] as const

/** What is counted together. */
export interface ObjectClass {
  /** `unknown`: it could not be read. */
  readonly encryption: ObjectEncryption | 'unknown'
  /** The ARN of the KMS key. Absent also where it is not known. */
  readonly kmsKey?: string
  readonly bucketKey?: boolean
  /** The format by which the client encrypted the object, before S3 had it. */
  readonly clientSide?: ClientSideFormat
}

/**
 * `v1` to `v3`: by the metadata of the object. `instruction-file`: its encrypted key is in a file beside it. `key-file`: the
 * object is such a file.
 */
export type ClientSideFormat = 'v1' | 'v2' | 'v3' | 'instruction-file' | 'key-file'

/** An object as a listing names it. */
export interface ListedObject {
  readonly key: string
  /** Absent: the present version. */
  readonly versionId?: string
  /** In bytes. */
  readonly size: number
}

/** Headers of an object, as HeadObject answers them. */
export interface ObjectHeaders {
  readonly ServerSideEncryption?: string | undefined
  readonly SSEKMSKeyId?: string | undefined
  readonly BucketKeyEnabled?: boolean | undefined
  readonly SSECustomerAlgorithm?: string | undefined
  readonly Metadata?: Readonly<Record<string, string>> | undefined
  readonly ETag?: string | undefined
  readonly ObjectLockRetainUntilDate?: Date | undefined
  readonly ObjectLockLegalHoldStatus?: string | undefined
}

/** The class of an object by its headers. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export function classOf(headers: ObjectHeaders): ObjectClass {
  const clientSide = clientSideFormat(headers.Metadata ?? {})
  const { SSEKMSKeyId: kmsKey, BucketKeyEnabled: bucketKey } = headers
  const encryption = encryptionOf(headers)
  const isKms = encryption === 'sse-kms' || encryption === 'dsse-kms'
  return {
    encryption,
    ...(isKms && kmsKey && { kmsKey }),
    ...(encryption === 'sse-kms' && { bucketKey: bucketKey === true }),
    ...(clientSide && { clientSide }),
  }
}

function encryptionOf({
  ServerSideEncryption: algorithm,
  SSECustomerAlgorithm: customer,
}: ObjectHeaders): ObjectClass['encryption'] {
  if (customer) return 'sse-c'
  if (!algorithm) return 'none'
  return BY_ALGORITHM.get(algorithm) ?? 'unknown'
}

const BY_ALGORITHM: ReadonlyMap<string, ObjectEncryption> = new Map([
  ['AES256', 'sse-s3'],
  ['aws:kms', 'sse-kms'],
  ['aws:kms:dsse', 'dsse-kms'],
])

/**
 * The format of AWS's encryption clients, by the metadata that they leave.
 * https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/s3-encryption/data-format/content-metadata.md
 */
function clientSideFormat(
  metadata: Readonly<Record<string, string>>,
): ClientSideFormat | undefined {
  const names = new Set(Object.keys(metadata).map((name) => name.toLowerCase()))
  if (names.has('x-amz-crypto-instr-file')) return 'key-file'
  if (names.has('x-amz-key-v2')) return 'v2'
  if (names.has('x-amz-c')) return 'v3'
  return names.has('x-amz-key') ? 'v1' : undefined
}

/** The key of the instruction file of an object, if it has one. */
export const instructionFileOf = (key: string): string => `${key}.instruction`
