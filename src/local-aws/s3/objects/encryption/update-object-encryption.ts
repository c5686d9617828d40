import { emptyReply } from '../../../http/exchange.ts'
import { refusalOfKey } from '../../../kms/key-access.ts'
import { checkElements } from '../../content/check-elements.ts'
import { accessDenied, invalidRequest } from '../../errors.ts'
import type { BucketCall, BucketOperation } from '../../operation.ts'
import { readXml } from '../../respond.ts'
import { isHeld, isRetained } from '../lock/object-lock.ts'
import { objectOf } from '../store/found-object.ts'
import type { StoredObject } from '../store/stored-object.ts'
import { replaceVersion } from '../store/versions.ts'
import { CUSTOMER_HEADERS } from './customer-key.ts'
import { type NewKey, readNewKey, THE_OPERATION } from './new-key.ts'
import { kmsHeaders, SSE } from './object-encryption.ts'

const ROOT = 'ObjectEncryption'
const SHAPE = {
  'SSE-S3': 'any',
  'DSSE-KMS': 'any',
  'SSE-C': 'any',
  'SSE-KMS': { KMSKeyArn: 'text', BucketKeyEnabled: 'text' },
} as const

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html, with its messages. */
export const updateObjectEncryption: BucketOperation = {
  name: 'UpdateObjectEncryption',
  method: 'PUT',
  on: 'object',
  subresource: 'encryption',
  parameters: ['versionId'],
  action: 's3:UpdateObjectEncryption',
  run(call) {
    if (call.credential?.version === 'V2') {
      throw invalidRequest(
        'Requests that modify an object encryption configuration require AWS Signature Version 4. Modify the request to use AWS Signature Version 4, and then try again.',
      )
    }
    const content = readXml(call.exchange, ROOT)
    checkElements(content, SHAPE, ROOT)
    updateEncryption(call, objectOf(call), readNewKey(content))
    return emptyReply(200)
  },
}

export const UPDATE_ENCRYPTION_OPERATIONS = [updateObjectEncryption]

/** Encrypts a version under another key, in place. Throws where S3 refuses that. */
export function updateEncryption(call: BucketCall, object: StoredObject, key: NewKey): void {
  const { bucket, target } = call
  checkSource(object)
  checkNotLocked(object, call.cloud.clock())
  checkKey(call, key.arn)
  const kept = Object.entries(object.headers).filter(([name]) => !name.startsWith(SSE))
  const encryption = kmsHeaders(bucket, 'aws:kms', key.arn, key.bucketKey)
  const headers = { ...Object.fromEntries(kept), ...encryption }
  replaceVersion(bucket, target.key, object, { ...object, headers })
}

const ONLY = 'Only source objects encrypted with SSE-S3 or SSE-KMS are supported.'

function checkSource({ headers }: StoredObject): void {
  const [byCustomer = ''] = CUSTOMER_HEADERS
  if (headers[SSE] === 'aws:kms:dsse' || headers[byCustomer] !== undefined) {
    throw invalidRequest(
      `${THE_OPERATION} doesn't support source objects with the encryption type DSSE-KMS or SSE-C. ${ONLY}`,
    )
  }
  if (headers[SSE] !== undefined) return
  throw invalidRequest(`${THE_OPERATION} doesn't supported unencrypted source objects. ${ONLY}`)
}

function checkNotLocked({ headers }: StoredObject, now: Date): void {
  if (!isRetained(headers, now) && !isHeld(headers)) return
  throw accessDenied(
    "The encryption type for the specified object can’t be updated because that object is protected by S3 Object Lock. If the object has a governance-mode retention period or a legal hold, you must first remove the Object Lock status on the object before you issue your UpdateObjectEncryption request. You can't use the UpdateObjectEncryption operation with objects that have an Object Lock compliance mode retention period applied to them.",
  )
}

const KMS_ACTIONS = ['Encrypt', 'Decrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo']

function checkKey({ cloud, bucket, identity }: BucketCall, arn: string): void {
  if (arn.split(':')[4] !== bucket.account) {
    throw accessDenied(
      'The AWS KMS key in the request must be owned by the same account as the bucket. Modify the request to specify a KMS key from the same account, and then try again.',
    )
  }
  for (const name of KMS_ACTIONS) {
    const refusal = refusalOfKey(cloud, identity, `kms:${name}`, arn)
    if (refusal !== undefined) throw accessDenied(refusal)
  }
}
