import { ABSENT, exactly, type RequestClass } from './request-class.ts'
import type { BucketId } from './resources.ts'

/**
 * Every request to the bucket or an object of it that anybody but an AWS service can send without TLS. It then has no
 * TLS version either.
 */
export function plainHttp(bucket: BucketId): RequestClass {
  return {
    bucket,
    callers: ['anonymous', 'user', 'role-session', 'root', 'federated-user'],
    actions: 'all',
    resources: ['object', 'bucket'],
    context: new Map([
      ['aws:securetransport', exactly('false')],
      ['s3:tlsversion', ABSENT],
    ]),
  }
}
