import type { BucketId } from '../policy/evaluation/resources.ts'
import type { KeyConstraint, RequestClass } from '../policy/request-class.ts'

/** A bucket, with its account where it is known. */
export type OwnedBucket = BucketId & { readonly account?: string }

/** The common part of all classes of requests by any caller except an AWS service. */
export const fromAnybody = (bucket: OwnedBucket) =>
  ({
    bucket,
    callers: ['anonymous', 'user', 'role-session', 'root', 'federated-user'],
  }) satisfies Partial<RequestClass>

/** The keys that name the owner of the bucket, where it is known. */
export const ofOwner = ({ account }: OwnedBucket): readonly (readonly [string, KeyConstraint])[] =>
  account === undefined ? [] : OWNER_KEYS.map((key) => [key, { presence: 'any', oneOf: [account] }])

const OWNER_KEYS = ['aws:resourceaccount', 's3:resourceaccount']
