import { type Exchange, header } from '../../http/exchange.ts'
import type { StoredBucket } from '../bucket.ts'
import { checkLogDelivery } from '../configurations/log-delivery.ts'
import { accessDenied, invalidArgument } from '../errors.ts'
import type { BucketCall } from '../operation.ts'

const SSE = 'x-amz-server-side-encryption'
const KEY_ID = `${SSE}-aws-kms-key-id`
const BUCKET_KEY = `${SSE}-bucket-key-enabled`
const CUSTOMER = `${SSE}-customer-algorithm`
const CUSTOMER_MD5 = `${SSE}-customer-key-md5`

/** The encryption headers of an uploaded object: from the request, or from the bucket's default encryption. */
export function encryptUpload(call: BucketCall): Record<string, string> {
  const { exchange, bucket } = call
  const customer = header(exchange, CUSTOMER)
  if (customer !== undefined) return encryptWithCustomerKey(exchange, bucket, customer)
  const algorithm = header(exchange, SSE)
  if (algorithm === undefined) return encryptByDefault(call)
  if (!['AES256', 'aws:kms', 'aws:kms:dsse'].includes(algorithm)) {
    const message = 'The encryption method specified is not supported'
    throw invalidArgument(message, SSE, algorithm)
  }
  const keyId = header(exchange, KEY_ID)
  if (algorithm === 'AES256') {
    if (keyId === undefined) return { [SSE]: algorithm }
    throw invalidArgument(
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
      SSE,
      algorithm,
    )
  }
  const bucketKey = header(exchange, BUCKET_KEY) ?? String(bucket.encryption?.bucketKey ?? false)
  return kms(bucket, algorithm, keyId, bucketKey === 'true' && algorithm === 'aws:kms')
}

function encryptByDefault({ bucket, identity }: BucketCall): Record<string, string> {
  const { encryption } = bucket
  if (encryption === undefined) return {}
  checkLogDelivery(identity.caller, encryption)
  if (encryption.algorithm === 'AES256') return { [SSE]: 'AES256' }
  return kms(bucket, encryption.algorithm, encryption.keyId, encryption.bucketKey)
}

function kms(
  bucket: StoredBucket,
  algorithm: string,
  keyId: string | undefined,
  bucketKey: boolean,
) {
  const partition = bucket.arn.split(':')[1]
  // Without a key, the AWS managed key aws/s3. A bare key id belongs to the bucket's account.
  const prefix = `arn:${partition}:kms:${bucket.region}:${bucket.account}:`
  const name = keyId ?? 'alias/aws/s3'
  const arn = name.startsWith('arn:') ? name : prefix + (name.includes('/') ? name : `key/${name}`)
  return {
    [SSE]: algorithm,
    [KEY_ID]: arn,
    ...(bucketKey ? { [BUCKET_KEY]: 'true' } : {}),
  }
}

function encryptWithCustomerKey(exchange: Exchange, bucket: StoredBucket, algorithm: string) {
  if (bucket.encryption?.blocked.includes('SSE-C')) {
    throw accessDenied(
      'Server-side encryption with customer-provided keys (SSE-C) is blocked on this bucket',
    )
  }
  const md5 = header(exchange, CUSTOMER_MD5)
  if (exchange.tls === undefined) {
    throw invalidArgument(
      'Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.',
      CUSTOMER,
      algorithm,
    )
  }
  if (algorithm !== 'AES256' || md5 === undefined) {
    throw invalidArgument(
      'The encryption parameters are not applicable to this request',
      CUSTOMER,
      algorithm,
    )
  }
  return { [CUSTOMER]: algorithm, [CUSTOMER_MD5]: md5 }
}

/** Objects with SSE-C can be read only with their customer-provided key. */
export function checkCustomerKey(exchange: Exchange, headers: Readonly<Record<string, string>>) {
  const stored = headers[CUSTOMER_MD5]
  if (stored === undefined || stored === header(exchange, CUSTOMER_MD5)) return
  throw invalidArgument(
    'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    CUSTOMER,
    '',
  )
}
