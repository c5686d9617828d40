import type { Tags } from '../../../core/bucket-calls.ts'
import { awsError } from '../../http/aws-error.ts'
import { childOf, childrenOf, type Xml, type XmlObject, xmlText } from '../../http/xml.ts'
import { malformedXml } from '../errors.ts'
import { type BucketConfiguration, operationsOf } from './configuration.ts'

const tagging: BucketConfiguration = {
  name: 'BucketTagging',
  subresource: 'tagging',
  root: 'Tagging',
  shape: { TagSet: { Tag: { Key: 'text', Value: 'text' } } },
  read: ({ tags }) => tags,
  write(bucket, content) {
    if (content !== undefined) checkTags(content)
    bucket.tags = content
  },
  missing: () => awsError('NoSuchTagSet', 404, 'The TagSet does not exist'),
  actions: {
    get: 's3:GetBucketTagging',
    put: 's3:PutBucketTagging',
    delete: 's3:PutBucketTagging',
  },
}

export const TAGGING_OPERATIONS = operationsOf(tagging)

/** The configuration of a bucket with these tags. */
export const taggingOf = (tags: Tags): XmlObject => ({
  TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
})

const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

function checkTags(content: XmlObject): void {
  if (content.TagSet === undefined) throw malformedXml()
  const tags = childrenOf(childOf(content, 'TagSet'), 'Tag')
  checkTagList(tags)
  if (tags.length > 50) throw invalidTag('Bucket tag count cannot be greater than 50', 'BadRequest')
}

/** Throws where a tag is not valid, or there are two of one key. */
export function checkTagList(tags: readonly Xml[]): void {
  const keys = tags.map((tag) => xmlText(tag, 'Key'))
  if (tags.some(isWrong)) throw invalidTag('The TagKey or TagValue you have provided is invalid')
  if (keys.some((key) => key?.startsWith('aws:'))) {
    throw invalidTag('System tags cannot be added/updated by requester')
  }
  if (new Set(keys).size < keys.length) {
    throw invalidTag('Cannot provide multiple Tags with the same key')
  }
}

function isWrong(tag: Xml): boolean {
  const key = xmlText(tag, 'Key') ?? ''
  const value = xmlText(tag, 'Value')
  if (key === '' || key.length > 128 || !ALLOWED.test(key)) return true
  return value === undefined || value.length > 256 || !ALLOWED.test(value)
}

export function invalidTag(message: string, code = 'InvalidTag') {
  return awsError(code, 400, message)
}
