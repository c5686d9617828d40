import { awsError, notImplemented } from '../../http/aws-error.ts'
import { xmlText } from '../../http/xml.ts'
import { malformedXml } from '../errors.ts'
import { type BucketConfiguration, operationsOf } from './configuration.ts'

// Versioning is never missing and has no delete call: a bucket that never had it answers an empty configuration.
const versioning: BucketConfiguration = {
  name: 'BucketVersioning',
  subresource: 'versioning',
  root: 'VersioningConfiguration',
  shape: { Status: 'text', MfaDelete: 'text' },
  read: ({ versioning: Status }) => ({ Status }),
  write(bucket, content = {}) {
    const status = xmlText(content, 'Status')
    if ((xmlText(content, 'MfaDelete') ?? 'Disabled') !== 'Disabled') {
      throw notImplemented('the element VersioningConfiguration/MfaDelete')
    }
    if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml()
    if (status === 'Suspended' && bucket.objectLock !== undefined) {
      const message =
        'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.'
      throw awsError('InvalidBucketState', 409, message)
    }
    bucket.versioning = status
  },
  missing: () => malformedXml(),
  actions: { get: 's3:GetBucketVersioning', put: 's3:PutBucketVersioning' },
}

export const VERSIONING_OPERATIONS = operationsOf(versioning)
