import { awsError } from '../../http/aws-error.ts'
import { malformedXml } from '../errors.ts'
import { type BucketConfiguration, operationsOf } from './configuration.ts'

const website: BucketConfiguration = {
  name: 'BucketWebsite',
  subresource: 'website',
  root: 'WebsiteConfiguration',
  // Only stored and returned: the website endpoint itself is not embedded.
  shape: {
    IndexDocument: { Suffix: 'text' },
    ErrorDocument: { Key: 'text' },
    RedirectAllRequestsTo: { HostName: 'text', Protocol: 'text' },
    RoutingRules: 'any',
  },
  read: (bucket) => bucket.website,
  write(bucket, content) {
    const isUsable = content?.IndexDocument ?? content?.RedirectAllRequestsTo
    if (content !== undefined && isUsable === undefined) throw malformedXml()
    bucket.website = content
  },
  missing: () =>
    awsError(
      'NoSuchWebsiteConfiguration',
      404,
      'The specified bucket does not have a website configuration',
    ),
  actions: {
    get: 's3:GetBucketWebsite',
    put: 's3:PutBucketWebsite',
    delete: 's3:DeleteBucketWebsite',
  },
}

export const WEBSITE_OPERATIONS = operationsOf(website)
