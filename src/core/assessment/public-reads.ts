import type { Statement } from '../policy/document.ts'
import { includesAction } from '../policy/evaluation/actions.ts'
import type { BucketContext, BucketPosture } from '../posture.ts'

/** Whether the policy or the ACL lets everyone read objects, without a condition that restricts who. */
export const letsAnybodyRead = (
  { policy }: BucketPosture,
  { acl }: Pick<BucketContext, 'acl'> = {},
): boolean =>
  (policy.known && (policy.value?.statements.some(letsEverybodyRead) ?? false)) ||
  (acl?.known === true && acl.value.includes('everyone'))

const letsEverybodyRead = ({ effect, principals, actions, conditions }: Statement): boolean =>
  effect === 'Allow' &&
  !principals.negated &&
  principals.principals.some(({ type, value }) => type === 'AWS' && value === '*') &&
  includesAction(actions, 's3:GetObject') &&
  conditions.every(({ key }) => ANYBODY_CAN_MEET.test(key))

// A condition on one of these keys does not restrict who calls.
const ANYBODY_CAN_MEET = /^(aws:(referer|useragent|sourceip|securetransport)|s3:tlsversion)$/
