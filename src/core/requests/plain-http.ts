import { ABSENT, exactly, type KeyConstraint, type RequestClass } from '../policy/request-class.ts'
import { fromAnybody, type OwnedBucket, ofOwner } from './from-anybody.ts'

/**
 * Every request without TLS to the bucket or one of its objects, by any caller except an AWS service. Such a request has
 * no TLS version.
 */
export const plainHttp = (bucket: OwnedBucket): RequestClass => ({
  ...fromAnybody(bucket),
  about: ['aws:securetransport'],
  actions: 'all',
  resources: ['object', 'bucket'],
  context: new Map<string, KeyConstraint>([
    ...ofOwner(bucket),
    ['aws:securetransport', exactly('false')],
    ['s3:tlsversion', ABSENT],
  ]),
})
