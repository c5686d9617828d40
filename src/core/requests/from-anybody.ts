import type { BucketId } from '../policy/evaluation/resources.ts'
import { ANY, type KeyConstraint, type RequestClass } from '../policy/request-class.ts'

/** A bucket, with its account where it is known. */
export type OwnedBucket = BucketId & { readonly account?: string }

/** The common part of all classes of requests by any caller except an AWS service. Counterexamples prefer the owner's account. */
export const fromAnybody = (bucket: OwnedBucket) =>
  ({
    bucket,
    callers: ['anonymous', 'user', 'role-session', 'root', 'federated-user'],
    preferred: new Map(OWNER_KEYS.map((key) => [key, ownedBy(bucket.account)])),
  }) satisfies Partial<RequestClass>

const OWNER_KEYS = ['aws:resourceaccount', 's3:resourceaccount']

const ownedBy = (account: string | undefined): KeyConstraint =>
  account === undefined ? ANY : { presence: 'any', oneOf: [account] }
