import { awsError } from '../../http/aws-error.ts'
import { childrenOf, xmlText } from '../../http/xml.ts'
import type { ObjectOwnership } from '../bucket.ts'
import { invalidArgument, malformedXml } from '../errors.ts'
import { type BucketConfiguration, operationsOf } from './configuration.ts'

// Only stored and returned: access control lists of objects are refused whatever it says.
const ownershipControls: BucketConfiguration = {
  name: 'BucketOwnershipControls',
  subresource: 'ownershipControls',
  root: 'OwnershipControls',
  shape: { Rule: { ObjectOwnership: 'text' } },
  read: ({ ownership }) => ownership && { Rule: { ObjectOwnership: ownership } },
  write(bucket, content) {
    const rules = childrenOf(content, 'Rule')
    if (content !== undefined && rules.length !== 1) throw malformedXml()
    bucket.ownership = content && readOwnership(xmlText(rules[0], 'ObjectOwnership') ?? '')
  },
  missing: ({ name }) =>
    awsError(
      'OwnershipControlsNotFoundError',
      404,
      'The bucket ownership controls were not found',
      {
        details: { BucketName: name },
      },
    ),
  actions: {
    get: 's3:GetBucketOwnershipControls',
    put: 's3:PutBucketOwnershipControls',
    delete: 's3:PutBucketOwnershipControls',
  },
}

export const OWNERSHIP_OPERATIONS = operationsOf(ownershipControls)

export function readOwnership(text: string): ObjectOwnership {
  if (
    text === 'BucketOwnerEnforced' ||
    text === 'BucketOwnerPreferred' ||
    text === 'ObjectWriter'
  ) {
    return text
  }
  throw invalidArgument('Invalid x-amz-object-ownership header', 'x-amz-object-ownership', text)
}
