import { childOf, xmlText } from '../../http/xml.ts'
import { malformedXml } from '../errors.ts'
import { type BucketConfiguration, operationsOf } from './configuration.ts'

// Logging is never missing and has no delete call: an empty configuration disables it.
const logging: BucketConfiguration = {
  name: 'BucketLogging',
  subresource: 'logging',
  root: 'BucketLoggingStatus',
  shape: {
    LoggingEnabled: {
      ...{ TargetBucket: 'text', TargetPrefix: 'text' },
      TargetObjectKeyFormat: {
        SimplePrefix: 'text',
        PartitionedPrefix: { PartitionDateSource: 'text' },
      },
    },
  },
  read: (bucket) => bucket.logging,
  write(bucket, content = {}) {
    const target = childOf(content, 'LoggingEnabled')
    if (content.LoggingEnabled !== undefined && !xmlText(target, 'TargetBucket'))
      throw malformedXml()
    bucket.logging = content
  },
  missing: () => malformedXml(),
  actions: { get: 's3:GetBucketLogging', put: 's3:PutBucketLogging' },
}

export const LOGGING_OPERATIONS = operationsOf(logging)
