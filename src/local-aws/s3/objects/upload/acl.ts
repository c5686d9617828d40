import { awsError } from '../../../http/aws-error.ts'
import { type Exchange, header } from '../../../http/exchange.ts'

/** The headers with an access control list. Their values reach a policy before S3 looks at them. */
export const ACL_HEADERS = ['x-amz-acl', 'x-amz-grant-*']

// New buckets have access control lists disabled since April 2023.
export function checkObjectAcl(exchange: Exchange): void {
  const acl = header(exchange, 'x-amz-acl')
  const isOwners = acl === undefined || ['private', 'bucket-owner-full-control'].includes(acl)
  const hasGrants = Object.keys(exchange.headers).some((name) => name.startsWith('x-amz-grant-'))
  if (isOwners && !hasGrants) return
  throw awsError('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs')
}
