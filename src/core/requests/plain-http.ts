import { ABSENT, exactly, type RequestClass } from '../policy/request-class.ts'
import { fromAnybody, type OwnedBucket } from './from-anybody.ts'

/**
 * Every request to the bucket or an object of it that anybody but an AWS service can send without TLS. It then has no
 * TLS version either.
 */
export const plainHttp = (bucket: OwnedBucket): RequestClass => ({
  ...fromAnybody(bucket),
  about: ['aws:securetransport'],
  actions: 'all',
  resources: ['object', 'bucket'],
  context: new Map([
    ['aws:securetransport', exactly('false')],
    ['s3:tlsversion', ABSENT],
  ]),
})
