import type { Statement } from '../policy/document.ts'
import { includesAction } from '../policy/evaluation/actions.ts'
import type { BucketPosture } from '../posture.ts'

/** Whether the policy lets everybody read objects, without a condition that only some can meet. */
export const letsAnybodyRead = ({ policy }: BucketPosture): boolean =>
  policy.known && (policy.value?.statements.some(letsEverybodyRead) ?? false)

const letsEverybodyRead = ({ effect, principals, actions, conditions }: Statement): boolean =>
  effect === 'Allow' &&
  !principals.negated &&
  principals.principals.some(({ type, value }) => type === 'AWS' && value === '*') &&
  includesAction(actions, 's3:GetObject') &&
  conditions.every(({ key }) => ANYBODY_CAN_MEET.test(key))

// Of a caller with credentials they say nothing.
const ANYBODY_CAN_MEET = /^(aws:(referer|useragent|sourceip|securetransport)|s3:tlsversion)$/
