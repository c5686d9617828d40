import { awsError } from '../../http/aws-error.ts'
import { childOf, xmlText } from '../../http/xml.ts'
import { malformedXml } from '../errors.ts'
import { type BucketConfiguration, operationsOf } from './configuration.ts'

const objectLock: BucketConfiguration = {
  name: 'ObjectLockConfiguration',
  subresource: 'object-lock',
  root: 'ObjectLockConfiguration',
  shape: {
    ObjectLockEnabled: 'text',
    Rule: { DefaultRetention: { Mode: 'text', Days: 'text', Years: 'text' } },
  },
  read: ({ objectLock: found }) => found && { ObjectLockEnabled: 'Enabled', ...found },
  write(bucket, content = {}) {
    const retention = childOf(childOf(content, 'Rule'), 'DefaultRetention')
    if (xmlText(content, 'ObjectLockEnabled') !== 'Enabled') throw malformedXml()
    if (bucket.versioning !== 'Enabled') {
      const message =
        "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"
      throw awsError('InvalidBucketState', 409, message)
    }
    if (content.Rule !== undefined) {
      checkRetention(['Mode', 'Days', 'Years'].map((name) => xmlText(retention, name)))
    }
    bucket.objectLock = content
  },
  missing: ({ name }) =>
    awsError(
      'ObjectLockConfigurationNotFoundError',
      404,
      'Object Lock configuration does not exist for this bucket',
      { details: { BucketName: name } },
    ),
  actions: {
    get: 's3:GetBucketObjectLockConfiguration',
    put: 's3:PutBucketObjectLockConfiguration',
  },
}

export const OBJECT_LOCK_OPERATIONS = operationsOf(objectLock)

function checkRetention([mode, days, years]: readonly (string | undefined)[]): void {
  const isMode = mode === 'GOVERNANCE' || mode === 'COMPLIANCE'
  if (!isMode || (days === undefined) === (years === undefined)) throw malformedXml()
  const period = Number(days ?? years)
  if (Number.isInteger(period) && period > 0) return
  const message = 'Default retention period must be a positive integer value.'
  throw awsError('InvalidRetentionPeriod', 400, message)
}
