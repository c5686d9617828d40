import { ABSENT, ANY, exactly, type KeyConstraint, type RequestClass } from './request-class.ts'
import type { BucketId } from './resources.ts'

/**
 * Every request to the bucket or an object of it that anybody but an AWS service can send without TLS. It then has no
 * TLS version either. Their owner is the account, where it is known.
 */
export function plainHttp(bucket: BucketId & { readonly account?: string }): RequestClass {
  return {
    bucket,
    callers: ['anonymous', 'user', 'role-session', 'root', 'federated-user'],
    actions: 'all',
    resources: ['object', 'bucket'],
    context: new Map([
      ['aws:securetransport', exactly('false')],
      ['s3:tlsversion', ABSENT],
    ]),
    preferred: new Map(OWNER_KEYS.map((key) => [key, ownedBy(bucket.account)])),
  }
}

const OWNER_KEYS = ['aws:resourceaccount', 's3:resourceaccount']

const ownedBy = (account: string | undefined): KeyConstraint =>
  account === undefined ? ANY : { presence: 'any', oneOf: [account] }
