import { createHash } from 'node:crypto'
import type { StoredBucket } from '../../bucket.ts'
import { kmsHeaders, SSE } from '../encryption/object-encryption.ts'
import type { StoredObject } from './stored-object.ts'

/** An object that a test stores without a call, as it may have been stored years ago. */
export interface MadeObject {
  readonly body: string | Buffer
  /** Default: SSE-S3. `none` is what objects of before 2023 can have. */
  readonly encryption?: 'none' | 'sse-s3' | 'sse-c' | KmsEncryption
  readonly metadata?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly modifiedAt?: Date
}

interface KmsEncryption {
  readonly algorithm: 'aws:kms' | 'aws:kms:dsse'
  /** Without it, the AWS managed key. */
  readonly keyId?: string
  readonly bucketKey?: boolean
}

export function makeObject(bucket: StoredBucket, made: MadeObject, now: Date): StoredObject {
  const body = Buffer.from(made.body)
  const metadata = Object.entries(made.metadata ?? {}).map(([name, value]) => [
    `x-amz-meta-${name}`,
    value,
  ])
  return {
    body,
    etag: `"${createHash('md5').update(body).digest('hex')}"`,
    modifiedAt: made.modifiedAt ?? now,
    headers: {
      'content-type': 'binary/octet-stream',
      ...encryptionHeaders(bucket, made.encryption ?? 'sse-s3'),
      ...Object.fromEntries(metadata),
      ...made.headers,
    },
  }
}

function encryptionHeaders(
  bucket: StoredBucket,
  encryption: NonNullable<MadeObject['encryption']>,
): Record<string, string> {
  if (encryption === 'none') return {}
  if (encryption === 'sse-s3') return { [SSE]: 'AES256' }
  if (encryption === 'sse-c') {
    const md5 = createHash('md5').update('k'.repeat(32)).digest('base64')
    return { [`${SSE}-customer-algorithm`]: 'AES256', [`${SSE}-customer-key-md5`]: md5 }
  }
  const { algorithm, keyId, bucketKey = false } = encryption
  return kmsHeaders(bucket, algorithm, keyId, bucketKey)
}
