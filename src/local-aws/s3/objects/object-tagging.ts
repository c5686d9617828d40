import type { Tags } from '../../../core/bucket-calls.ts'
import { emptyReply } from '../../http/exchange.ts'
import { childOf, childrenOf, xmlText } from '../../http/xml.ts'
import { checkTagList, taggingOf } from '../configurations/tagging.ts'
import { checkElements } from '../content/check-elements.ts'
import { malformedXml } from '../errors.ts'
import type { BucketCall, BucketOperation } from '../operation.ts'
import { readXml, xmlReply } from '../respond.ts'
import { objectOf, versionHeaders } from './store/found-object.ts'
import { replaceVersion } from './store/versions.ts'
import { checkTagCount } from './upload/object-tags.ts'

const SHAPE = { TagSet: { Tag: { Key: 'text', Value: 'text' } } } as const

const tagsCommon = { on: 'object', subresource: 'tagging', parameters: ['versionId'] } as const

const getObjectTagging: BucketOperation = {
  ...{ ...tagsCommon, name: 'GetObjectTagging', method: 'GET', action: 's3:GetObjectTagging' },
  versionAction: 's3:GetObjectVersionTagging',
  run(call) {
    const object = objectOf(call)
    const reply = xmlReply('Tagging', taggingOf(object.tags ?? {}))
    return { ...reply, headers: { ...reply.headers, ...versionHeaders(call.bucket, object) } }
  },
}

const putObjectTagging: BucketOperation = {
  ...{ ...tagsCommon, name: 'PutObjectTagging', method: 'PUT', action: 's3:PutObjectTagging' },
  versionAction: 's3:PutObjectVersionTagging',
  run: (call) => emptyReply(200, changeTags(call, tagsInBody(call))),
}

const deleteObjectTagging: BucketOperation = {
  ...{ ...tagsCommon, name: 'DeleteObjectTagging', method: 'DELETE' },
  action: 's3:DeleteObjectTagging',
  versionAction: 's3:DeleteObjectVersionTagging',
  run: (call) => emptyReply(204, changeTags(call, {})),
}

export const OBJECT_TAGGING_OPERATIONS = [getObjectTagging, putObjectTagging, deleteObjectTagging]

/** The tags that a request puts on an object. Throws where they are not valid. */
function tagsInBody({ exchange }: BucketCall): Tags {
  const content = readXml(exchange, 'Tagging')
  checkElements(content, SHAPE, 'Tagging')
  if (content.TagSet === undefined) throw malformedXml()
  const tags = childrenOf(childOf(content, 'TagSet'), 'Tag')
  checkTagList(tags)
  checkTagCount(tags.length)
  return Object.fromEntries(
    tags.map((tag) => [xmlText(tag, 'Key') ?? '', xmlText(tag, 'Value') ?? '']),
  )
}

function changeTags(call: BucketCall, tags: Tags): Record<string, string> {
  const { bucket, target } = call
  const object = objectOf(call)
  replaceVersion(bucket, target.key, object, { ...object, tags })
  return versionHeaders(bucket, object)
}
