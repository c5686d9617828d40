import type { AclUser, Observed } from '../bucket-calls.ts'
import type { Policy, Principal, Statement } from '../policy/document.ts'
import { includesAction } from '../policy/evaluation/actions.ts'
import type { BucketContext, BucketPosture } from '../posture.ts'

// These services deliver logs only to buckets with SSE-S3: default encryption with a KMS key stops the delivery.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
// https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html
const SERVICES =
  /^(logging\.s3|logdelivery\.(elasticloadbalancing|elb)|redshift(\.[a-z0-9-]+)?)\.amazonaws\.com$/i

/** Whether a service may deliver logs here that supports SSE-S3 only, by the bucket policy and the ACL. */
export function isLogTarget({ policy }: BucketPosture, { acl }: BucketContext): Observed<boolean> {
  if (policy.known && allowsLogDelivery(policy.value)) return YES
  if (acl?.known && acl.value.some((user) => LOG_DELIVERIES.includes(user))) return YES
  if (!policy.known) return policy
  return acl?.known === false ? acl : { known: true, value: false }
}

// Both deliver to buckets with SSE-S3 only:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
const LOG_DELIVERIES: readonly AclUser[] = ['log-delivery', 'cloudfront-logs']

const YES = { known: true, value: true } as const

export const allowsLogDelivery = (policy: Policy | undefined): boolean =>
  policy?.statements.some(allowsLogs) ?? false

const allowsLogs = ({ effect, principals, actions }: Statement): boolean =>
  effect === 'Allow' &&
  !principals.negated &&
  principals.principals.some(isLogDelivery) &&
  includesAction(actions, 's3:PutObject')

function isLogDelivery({ type, value }: Principal): boolean {
  if (type === 'Service') return SERVICES.test(value)
  if (REDSHIFT_USER.test(value)) return true
  const account = type === 'AWS' ? /^(?:arn:[a-z-]+:iam::)?(\d{12})(?::root)?$/.exec(value) : null
  return LOAD_BALANCING_ACCOUNTS.includes(account?.[1] ?? '')
}

// In older regions Redshift delivers its logs as an IAM user of an AWS account.
const REDSHIFT_USER = /^arn:[a-z-]+:iam::\d{12}:user\/logs$/

/** In older regions load balancers deliver their logs as an AWS account. */
const LOAD_BALANCING_ACCOUNTS = [
  ...['127311923021', '033677994240', '027434742980', '797873946194', '098369216593'],
  ...['985666609251', '054676820928', '156460612806', '652711504416', '635631232127'],
  ...['009996457667', '897822967062', '754344448648', '582318560864', '600734575887'],
  ...['383597477331', '114774131450', '783225319266', '589379963580', '718504428378'],
  ...['076674570225', '507241528517', '048591011584', '190560391635', '638102146993'],
  ...['037604701340'],
]
