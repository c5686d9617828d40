import { isAllowed, isDenied } from '../../../core/policy/evaluation/evaluate.ts'
import type { Caller, Request } from '../../../core/policy/request.ts'
import { isDeniedByIdentity, mayByIdentity } from '../../identity/identity-policy.ts'
import type { StoredBucket } from '../bucket.ts'
import { accessDenied, methodNotAllowed } from '../errors.ts'
import type { BucketCall, S3Call } from '../operation.ts'
import { accountContext, policyRequest, resourceOf } from './request-context.ts'

const POLICY_ACTIONS = ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy']

/** Throws S3's error if the caller is not allowed to make the call. */
export function authorizeS3(call: BucketCall): void {
  const { action } = call.operation
  const refusal = refusalOf(call, action, call.target.key)
  if (refusal === undefined) return
  // Only the bucket's account may access its policy: others get 405, whatever the policy allows.
  if (POLICY_ACTIONS.includes(action) && isForeignCaller(call)) {
    throw methodNotAllowed(call.exchange.method)
  }
  throw accessDenied(refusal)
}

/** The message of the refusal; `undefined` where the call is allowed. */
export function refusalOf(call: BucketCall, action: string, key: string): string | undefined {
  const { bucket, identity } = call
  const request = policyRequest(call, action, key)
  if (isOwnRoot(identity.caller, bucket) && POLICY_ACTIONS.includes(action)) return undefined
  if (bucket.policy !== undefined && isDenied(bucket.policy.policy, request)) {
    return explainDenial(request, bucket, 'with an explicit deny in a resource-based policy')
  }
  if (isDeniedByIdentity(identity, request)) {
    return explainDenial(request, bucket, 'with an explicit deny in an identity-based policy')
  }
  const byIdentity = mayByIdentity(identity, request)
  if (isOwn(identity.caller, bucket)) {
    if (byIdentity || mayByPolicy(bucket, request)) return undefined
    return explainDenial(
      request,
      bucket,
      `because no identity-based policy allows the ${action} action`,
    )
  }
  const isAllowedAcross = byIdentity && !POLICY_ACTIONS.includes(action)
  return isAllowedAcross && mayByPolicy(bucket, request) ? undefined : 'Access Denied'
}

/** Throws unless the caller may also take that action on the key. */
export function authorizeAlso(call: BucketCall, action: string, key = call.target.key): void {
  const refusal = refusalOf(call, action, key)
  if (refusal !== undefined) throw accessDenied(refusal)
}

/** Throws unless the caller may list the bucket: only then may it learn that a key is missing. */
export const authorizeListing = (call: BucketCall): void => authorizeAlso(call, 's3:ListBucket', '')

/** Calls on no existing bucket: only the identity's policy decides. */
export function authorizeByIdentity(call: S3Call): void {
  const { caller } = call.identity
  if (caller.type === 'anonymous' || caller.type === 'service') throw accessDenied()
  const { action } = call.operation
  const context = accountContext(call)
  if (mayByIdentity(call.identity, { action, resource: resourceOf(call), context })) return
  const reason = `because no identity-based policy allows the ${action} action`
  throw accessDenied(`User: ${caller.arn} is not authorized to perform: ${action} ${reason}`)
}

// RestrictPublicBuckets: with a public policy, only services and the bucket's own account have access.
function mayByPolicy(bucket: StoredBucket, request: Request): boolean {
  if (bucket.policy === undefined || !isAllowed(bucket.policy.policy, request)) return false
  const isRestricted = bucket.policy.isPublic && bucket.publicAccessBlock?.RestrictPublicBuckets
  return !isRestricted || request.caller.type === 'service' || isOwn(request.caller, bucket)
}

function isOwn(caller: Caller, bucket: StoredBucket): boolean {
  return 'account' in caller && caller.account === bucket.account
}

function isOwnRoot(caller: Caller, bucket: StoredBucket): boolean {
  return caller.type === 'root' && isOwn(caller, bucket)
}

function isForeignCaller({ identity: { caller }, bucket }: BucketCall): boolean {
  return 'account' in caller && caller.account !== bucket.account
}

// S3 gives the reason only to callers of the bucket's own account.
function explainDenial(request: Request, bucket: StoredBucket, reason: string): string {
  const { caller, action, resource } = request
  if (!('account' in caller) || !isOwn(caller, bucket)) return 'Access Denied'
  return `User: ${caller.arn} is not authorized to perform: ${action} on resource: "${resource}" ${reason}`
}
