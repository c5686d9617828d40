import { awsError } from '../../http/aws-error.ts'
import { malformedXml } from '../errors.ts'
import { type BucketConfiguration, operationsOf } from './configuration.ts'

/** The rules are stored and returned. They delete nothing. */
const lifecycle: BucketConfiguration = {
  name: 'BucketLifecycleConfiguration',
  subresource: 'lifecycle',
  root: 'LifecycleConfiguration',
  shape: { Rule: 'any' },
  headers: ['x-amz-transition-default-minimum-object-size'],
  read: (bucket) => bucket.lifecycle,
  write(bucket, content) {
    if (content !== undefined && content.Rule === undefined) throw malformedXml()
    bucket.lifecycle = content
  },
  missing: () =>
    awsError('NoSuchLifecycleConfiguration', 404, 'The lifecycle configuration does not exist'),
  actions: {
    get: 's3:GetLifecycleConfiguration',
    put: 's3:PutLifecycleConfiguration',
    delete: 's3:PutLifecycleConfiguration',
  },
  names: { delete: 'DeleteBucketLifecycle' },
  event: 'BucketLifecycle',
}

export const LIFECYCLE_OPERATIONS = operationsOf(lifecycle)
