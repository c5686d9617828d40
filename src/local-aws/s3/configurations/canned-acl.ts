import { notImplemented } from '../../http/aws-error.ts'
import { type Exchange, header } from '../../http/exchange.ts'
import { invalidArgument } from '../errors.ts'

/** A permission that an access control list grants to a group. */
export interface GroupGrant {
  readonly group: string
  readonly permission: 'READ' | 'WRITE' | 'READ_ACP'
}

const GROUPS = 'http://acs.amazonaws.com/groups'
const ALL_USERS = `${GROUPS}/global/AllUsers`
const AUTHENTICATED_USERS = `${GROUPS}/global/AuthenticatedUsers`
const LOG_DELIVERY_GRANTEE = `${GROUPS}/s3/LogDelivery`

/**
 * In addition to the owner's FULL_CONTROL.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
 */
const GROUP_GRANTS = {
  private: [],
  'public-read': [{ group: ALL_USERS, permission: 'READ' }],
  'public-read-write': [
    { group: ALL_USERS, permission: 'READ' },
    { group: ALL_USERS, permission: 'WRITE' },
  ],
  'authenticated-read': [{ group: AUTHENTICATED_USERS, permission: 'READ' }],
  'log-delivery-write': [
    { group: LOG_DELIVERY_GRANTEE, permission: 'WRITE' },
    { group: LOG_DELIVERY_GRANTEE, permission: 'READ_ACP' },
  ],
} as const satisfies Record<string, readonly GroupGrant[]>

export type CannedAcl = keyof typeof GROUP_GRANTS

export function groupGrants(acl: CannedAcl): readonly GroupGrant[] {
  return GROUP_GRANTS[acl]
}

/** The canned ACL in the headers, if any. Throws where it is not a canned ACL, or where headers contain grants. */
export function readCannedAcl(exchange: Exchange): CannedAcl | undefined {
  const grant = Object.keys(exchange.headers).find((name) => name.startsWith('x-amz-grant-'))
  if (grant !== undefined) throw notImplemented(grant)
  const acl = header(exchange, 'x-amz-acl')
  if (acl === undefined || isCannedAcl(acl)) return acl
  throw invalidArgument('The canned ACL you provided is not valid for a bucket', 'x-amz-acl', acl)
}

function isCannedAcl(name: string): name is CannedAcl {
  return Object.hasOwn(GROUP_GRANTS, name)
}
