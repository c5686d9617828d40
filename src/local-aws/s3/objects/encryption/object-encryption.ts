import { type Exchange, header } from '../../../http/exchange.ts'
import type { StoredBucket } from '../../bucket.ts'
import { checkLogDelivery } from '../../configurations/log-delivery.ts'
import { invalidArgument } from '../../errors.ts'
import type { BucketCall } from '../../operation.ts'
import { CUSTOMER_HEADERS, encryptWithCustomerKey } from './customer-key.ts'

export const SSE = 'x-amz-server-side-encryption'
export const KEY_ID = `${SSE}-aws-kms-key-id`
export const BUCKET_KEY = `${SSE}-bucket-key-enabled`
const CONTEXT = `${SSE}-context`

/** The headers that ask for the encryption of an upload. */
export const ENCRYPTION_HEADERS = [SSE, KEY_ID, BUCKET_KEY, CONTEXT, ...CUSTOMER_HEADERS]

/** The encryption headers of an uploaded object: from the request, or from the bucket's default encryption. */
export function encryptUpload(call: BucketCall): Record<string, string> {
  const { exchange, bucket } = call
  const algorithm = header(exchange, SSE)
  const byCustomer = encryptWithCustomerKey(exchange, bucket)
  if (byCustomer !== undefined) {
    if (algorithm === undefined) return byCustomer
    const message =
      'Server Side Encryption with Customer provided key is incompatible with the encryption method specified'
    throw invalidArgument(message, SSE, algorithm)
  }
  if (algorithm === undefined) {
    checkNoKey(exchange, algorithm)
    return encryptByDefault(call)
  }
  if (!['AES256', 'aws:kms', 'aws:kms:dsse'].includes(algorithm)) {
    const message = 'The encryption method specified is not supported'
    throw invalidArgument(message, SSE, algorithm)
  }
  if (algorithm === 'AES256') {
    checkNoKey(exchange, algorithm)
    return { [SSE]: algorithm }
  }
  return encryptWithKms(exchange, bucket, algorithm)
}

function encryptWithKms(exchange: Exchange, bucket: StoredBucket, algorithm: string) {
  const asked = header(exchange, BUCKET_KEY)
  if (asked !== undefined && asked !== 'true' && asked !== 'false') {
    throw invalidArgument('The value of the bucket key header is not valid', BUCKET_KEY, asked)
  }
  if (asked === 'true' && algorithm === 'aws:kms:dsse') {
    throw invalidArgument('Bucket Key is not supported with aws:kms:dsse', BUCKET_KEY, asked)
  }
  const bucketKey = asked ?? String(bucket.encryption?.bucketKey ?? false)
  const keyId = header(exchange, KEY_ID)
  return kmsHeaders(bucket, algorithm, keyId, bucketKey === 'true' && algorithm === 'aws:kms')
}

// A key or an encryption context without SSE-KMS contradicts the rest of the request.
function checkNoKey(exchange: Exchange, algorithm: string | undefined): void {
  if (header(exchange, KEY_ID) === undefined && header(exchange, CONTEXT) === undefined) return
  throw invalidArgument(
    'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    SSE,
    algorithm ?? 'null',
  )
}

function encryptByDefault({ bucket, exchange, identity }: BucketCall): Record<string, string> {
  const { encryption } = bucket
  if (encryption === undefined) return {}
  checkLogDelivery(identity.caller, encryption)
  const { algorithm, keyId } = encryption
  if (algorithm === 'AES256') return { [SSE]: 'AES256' }
  const asked = header(exchange, BUCKET_KEY)
  const bucketKey = asked === undefined ? encryption.bucketKey : asked === 'true'
  return kmsHeaders(bucket, algorithm, keyId, bucketKey && algorithm === 'aws:kms')
}

/** The headers of an object under a KMS key; without one, under the AWS managed key aws/s3. */
export function kmsHeaders(
  bucket: StoredBucket,
  algorithm: string,
  keyId: string | undefined,
  bucketKey: boolean,
): Record<string, string> {
  const partition = bucket.arn.split(':')[1]
  // A bare key id belongs to the bucket's account.
  const prefix = `arn:${partition}:kms:${bucket.region}:${bucket.account}:`
  const name = keyId ?? 'alias/aws/s3'
  const arn = name.startsWith('arn:') ? name : prefix + (name.includes('/') ? name : `key/${name}`)
  return { [SSE]: algorithm, [KEY_ID]: arn, ...(bucketKey ? { [BUCKET_KEY]: 'true' } : {}) }
}

/** The headers of a stored object that speak of its encryption. */
export const encryptionIn = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith(SSE)))
