import { awsError } from '../../http/aws-error.ts'
import { type XmlObject, xmlText } from '../../http/xml.ts'
import type { PublicAccessBlock } from '../bucket.ts'
import { malformedXml } from '../errors.ts'
import { type BucketConfiguration, operationsOf } from './configuration.ts'

const publicAccessBlock: BucketConfiguration = {
  name: 'PublicAccessBlock',
  subresource: 'publicAccessBlock',
  root: 'PublicAccessBlockConfiguration',
  shape: {
    BlockPublicAcls: 'text',
    IgnorePublicAcls: 'text',
    BlockPublicPolicy: 'text',
    RestrictPublicBuckets: 'text',
  },
  read: (bucket) => bucket.publicAccessBlock && { ...bucket.publicAccessBlock },
  write(bucket, content) {
    bucket.publicAccessBlock = content && parseBlock(content)
  },
  missing: () =>
    awsError(
      'NoSuchPublicAccessBlockConfiguration',
      404,
      'The public access block configuration was not found',
    ),
  actions: {
    get: 's3:GetBucketPublicAccessBlock',
    put: 's3:PutBucketPublicAccessBlock',
    delete: 's3:PutBucketPublicAccessBlock',
  },
  event: 'BucketPublicAccessBlock',
}

export const PUBLIC_ACCESS_BLOCK_OPERATIONS = operationsOf(publicAccessBlock)

function parseBlock(content: XmlObject): PublicAccessBlock {
  const flag = (name: keyof PublicAccessBlock) => {
    const text = xmlText(content, name) ?? 'false'
    if (text !== 'true' && text !== 'false') throw malformedXml()
    return text === 'true'
  }
  return {
    BlockPublicAcls: flag('BlockPublicAcls'),
    IgnorePublicAcls: flag('IgnorePublicAcls'),
    BlockPublicPolicy: flag('BlockPublicPolicy'),
    RestrictPublicBuckets: flag('RestrictPublicBuckets'),
  }
}
