import type { BucketId } from '../policy/evaluation/resources.ts'
import { ANY, type KeyConstraint, type RequestClass } from '../policy/request-class.ts'

/** A bucket whose account may be known. */
export type OwnedBucket = BucketId & { readonly account?: string }

/** What classes of requests have in common that anybody but an AWS service can send. Their owner is the account. */
export const fromAnybody = (bucket: OwnedBucket) =>
  ({
    bucket,
    callers: ['anonymous', 'user', 'role-session', 'root', 'federated-user'],
    preferred: new Map(OWNER_KEYS.map((key) => [key, ownedBy(bucket.account)])),
  }) satisfies Partial<RequestClass>

const OWNER_KEYS = ['aws:resourceaccount', 's3:resourceaccount']

const ownedBy = (account: string | undefined): KeyConstraint =>
  account === undefined ? ANY : { presence: 'any', oneOf: [account] }
