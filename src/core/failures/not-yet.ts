import type { Refusal } from '../bucket-calls.ts'
import type { Sent } from '../statements/sent.ts'
import { stalePrincipals } from './stale-principals.ts'

export const NO_SUCH_BUCKET = 'NoSuchBucket'

/** The code of a failure where the policy names a user or role that S3 does not know. */
export const UNKNOWN_PRINCIPAL = 'UnknownPrincipal'

/** Whether a call failed that may succeed a little later, since S3 learns of new buckets, users and roles with a delay. */
export const isNotYet = (failure: { readonly code: string } | undefined): boolean =>
  failure?.code === NO_SUCH_BUCKET || failure?.code === UNKNOWN_PRINCIPAL

/** Whether S3 refused a policy because of a principal, although none of them shows as deleted. */
export const isUnknownPrincipal = ({ code, message }: Refusal, sent: Sent | undefined): boolean =>
  code === 'MalformedPolicy' &&
  /principal/i.test(message) &&
  sent !== undefined &&
  stalePrincipals(sent.document).length === 0

export const REMEDY_FOR_UNKNOWN_PRINCIPAL =
  'S3 does not know a user or role that the bucket policy names. If it is new, Cooper adds its statement at the next check. If it does not exist, remove it from the policy'
