import {
  childOf,
  childrenOf,
  isXmlObject,
  type Xml,
  type XmlContent,
  xmlText,
} from '../../http/xml.ts'
import type { Encryption } from '../bucket.ts'
import { invalidArgument, invalidRequest, malformedXml } from '../errors.ts'
import { required } from '../respond.ts'

/** PutBucketEncryption replaces the whole rule: omitted properties get their defaults instead of keeping their values. */
export function parseRule(rule: Xml | undefined, knowsBlockedTypes: boolean): Encryption {
  const byDefault = childOf(rule, 'ApplyServerSideEncryptionByDefault')
  const algorithm = byDefault ? parseAlgorithm(xmlText(byDefault, 'SSEAlgorithm')) : 'AES256'
  const keyId = xmlText(byDefault, 'KMSMasterKeyID') || undefined
  const bucketKey = parseFlag(xmlText(rule, 'BucketKeyEnabled'))
  const blocked = parseBlocked(rule, knowsBlockedTypes)
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
  return { algorithm, keyId, bucketKey, blocked }
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

function parseBlocked(rule: Xml | undefined, isKnown: boolean): Encryption['blocked'] {
  if (!isXmlObject(rule) || rule.BlockedEncryptionTypes === undefined) return []
  if (!isKnown) throw malformedXml()
  const types = childrenOf(required(childOf(rule, 'BlockedEncryptionTypes')), 'EncryptionType')
  return types.map((type) => {
    if (type === 'NONE' || type === 'SSE-C') return type
    throw malformedXml()
  })
}

export function ruleToXml(
  { algorithm, keyId, bucketKey, blocked }: Encryption,
  knowsBlockedTypes: boolean,
): XmlContent {
  const hasBlockedTypes = knowsBlockedTypes && blocked.length > 0
  return {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: keyId },
    BucketKeyEnabled: bucketKey,
    BlockedEncryptionTypes: hasBlockedTypes ? { EncryptionType: blocked } : undefined,
  }
}
