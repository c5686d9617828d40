import { awsError } from '../aws-error.ts'
import { emptyReply } from '../exchange.ts'
import { childOf, childrenOf, isXmlObject, textOf, type Xml, type XmlContent } from '../xml.ts'
import { type Encryption, initialEncryption } from './bucket.ts'
import { invalidArgument, invalidRequest, malformedXml } from './errors.ts'
import type { BucketOperation } from './operation.ts'
import { readXml, required, xmlReply } from './respond.ts'

const ROOT = 'ServerSideEncryptionConfiguration'

const getBucketEncryption: BucketOperation = {
  name: 'GetBucketEncryption',
  method: 'GET',
  on: 'bucket',
  subresource: 'encryption',
  action: 's3:GetEncryptionConfiguration',
  run({ bucket }) {
    if (bucket.encryption !== undefined) return xmlReply(ROOT, { Rule: toXml(bucket.encryption) })
    const message = 'The server side encryption configuration was not found'
    throw awsError('ServerSideEncryptionConfigurationNotFoundError', 404, message, {
      details: { BucketName: bucket.name },
    })
  },
}

const putBucketEncryption: BucketOperation = {
  name: 'PutBucketEncryption',
  method: 'PUT',
  on: 'bucket',
  subresource: 'encryption',
  action: 's3:PutEncryptionConfiguration',
  event: 'PutBucketEncryption',
  run({ bucket, exchange }) {
    const rules = childrenOf(readXml(exchange, ROOT), 'Rule')
    if (rules.length !== 1) throw malformedXml()
    bucket.encryption = parseRule(rules[0])
    return emptyReply(200)
  },
}

const deleteBucketEncryption: BucketOperation = {
  name: 'DeleteBucketEncryption',
  method: 'DELETE',
  on: 'bucket',
  subresource: 'encryption',
  action: 's3:PutEncryptionConfiguration',
  event: 'DeleteBucketEncryption',
  run({ bucket }) {
    bucket.encryption = initialEncryption(bucket.region)
    return emptyReply(204)
  },
}

export const ENCRYPTION_OPERATIONS = [
  getBucketEncryption,
  putBucketEncryption,
  deleteBucketEncryption,
]

// PutBucketEncryption replaces the whole rule: what is left out falls back, it is not kept.
function parseRule(rule: Xml | undefined): Encryption {
  const byDefault = childOf(rule, 'ApplyServerSideEncryptionByDefault')
  const algorithm = byDefault ? parseAlgorithm(textOf(byDefault, 'SSEAlgorithm')) : 'AES256'
  const keyId = textOf(byDefault, 'KMSMasterKeyID') || undefined
  const bucketKey = parseFlag(textOf(rule, 'BucketKeyEnabled'))
  if (keyId !== undefined && algorithm === 'AES256') {
    const message = 'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms'
    throw invalidArgument(
      `${message} or aws:kms:dsse`,
      'ApplyServerSideEncryptionByDefault',
      algorithm,
    )
  }
  if (bucketKey && algorithm === 'aws:kms:dsse') {
    throw invalidRequest('Bucket Key is not supported with aws:kms:dsse')
  }
  return { algorithm, keyId, bucketKey, blocked: parseBlocked(rule) }
}

function parseAlgorithm(text: string | undefined): Encryption['algorithm'] {
  if (text === 'AES256' || text === 'aws:kms' || text === 'aws:kms:dsse') return text
  throw malformedXml()
}

function parseFlag(text = 'false'): boolean {
  if (text === 'true') return true
  if (text === 'false') return false
  throw malformedXml()
}

function parseBlocked(rule: Xml | undefined): Encryption['blocked'] {
  if (!isXmlObject(rule) || rule.BlockedEncryptionTypes === undefined) return []
  const types = childrenOf(required(childOf(rule, 'BlockedEncryptionTypes')), 'EncryptionType')
  return types.map((type) => {
    if (type === 'NONE' || type === 'SSE-C') return type
    throw malformedXml()
  })
}

function toXml({ algorithm, keyId, bucketKey, blocked }: Encryption): XmlContent {
  return {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: keyId },
    BucketKeyEnabled: bucketKey,
    BlockedEncryptionTypes: blocked.length > 0 ? { EncryptionType: blocked } : undefined,
  }
}
