import type { Caller } from '../../../core/policy/request.ts'
import type { Encryption } from '../bucket.ts'
import { accessDenied } from '../errors.ts'

const LOG_DELIVERY_SERVICE = [
  'logging.s3.amazonaws.com',
  'logdelivery.elasticloadbalancing.amazonaws.com',
]

/**
 * Throws where the bucket's default encryption prevents the delivery of a log: S3 server access logs and access logs of
 * load balancers are delivered to buckets with SSE-S3 only.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function checkLogDelivery(caller: Caller, { algorithm }: Encryption): void {
  if (algorithm === 'AES256' || !isDeliveryOfLogs(caller)) return
  throw accessDenied(
    `Access logs are delivered to buckets with SSE-S3 only: the default encryption is ${algorithm}`,
  )
}

function isDeliveryOfLogs(caller: Caller): boolean {
  return caller.type === 'service' && LOG_DELIVERY_SERVICE.includes(caller.service)
}
