import { awsError } from '../../http/aws-error.ts'
import { emptyReply } from '../../http/exchange.ts'
import { childrenOf } from '../../http/xml.ts'
import { initialEncryption } from '../bucket.ts'
import { checkElements } from '../content/check-elements.ts'
import { malformedXml } from '../errors.ts'
import type { BucketOperation } from '../operation.ts'
import { readXml, xmlReply } from '../respond.ts'
import { parseRule, ruleToXml } from './encryption-rule.ts'

const ENCRYPTION_ROOT = 'ServerSideEncryptionConfiguration'

const SHAPE = {
  Rule: {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'text', KMSMasterKeyID: 'text' },
    BucketKeyEnabled: 'text',
    BlockedEncryptionTypes: { EncryptionType: 'text' },
  },
} as const

const getBucketEncryption: BucketOperation = {
  name: 'GetBucketEncryption',
  method: 'GET',
  on: 'bucket',
  subresource: 'encryption',
  action: 's3:GetEncryptionConfiguration',
  run({ bucket, cloud }) {
    if (bucket.encryption !== undefined) {
      const Rule = ruleToXml(bucket.encryption, cloud.knowsBlockedEncryptionTypes)
      return xmlReply(ENCRYPTION_ROOT, { Rule })
    }
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
  run({ bucket, cloud, exchange }) {
    const content = readXml(exchange, ENCRYPTION_ROOT)
    checkElements(content, SHAPE, ENCRYPTION_ROOT)
    const rules = childrenOf(content, 'Rule')
    if (rules.length !== 1) throw malformedXml()
    bucket.encryption = parseRule(rules[0], cloud.knowsBlockedEncryptionTypes)
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
  run({ bucket, cloud }) {
    bucket.encryption = initialEncryption(bucket.region, cloud.knowsBlockedEncryptionTypes)
    return emptyReply(204)
  },
}

export const ENCRYPTION_OPERATIONS = [
  getBucketEncryption,
  putBucketEncryption,
  deleteBucketEncryption,
]
