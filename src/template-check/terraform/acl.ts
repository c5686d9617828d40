import { aclUsersIn } from '../../core/assessment/users/acl-users.ts'
import type { AclUser } from '../../core/bucket-calls.ts'
import { blocksIn, firstBlock, textIn } from './blocks.ts'
import type { Resource } from './resources.ts'

/** Those whom the ACL of a resource lets in and whom Cooper has to know: `aws_s3_bucket_acl`, and earlier `aws_s3_bucket`. */
export function aclUsersOf({ values }: Resource): readonly AclUser[] {
  const policyGrants = blocksIn(firstBlock(values.access_control_policy)?.grant).map((grant) => ({
    ...granteeOf(firstBlock(grant.grantee) ?? {}),
    Permission: textIn(grant.permission),
  }))
  // Earlier versions of the provider have the grants of a bucket as blocks of their own, with several permissions each.
  const ownGrants = blocksIn(values.grant).flatMap((grant) =>
    [grant.permissions ?? []].flat().map((permission) => ({
      ...granteeOf(grant),
      Permission: typeof permission === 'string' ? permission : undefined,
    })),
  )
  const canned = CANNED.get(textIn(values.acl) ?? '') ?? []
  return [...new Set([...canned, ...aclUsersIn([...policyGrants, ...ownGrants])])]
}

const granteeOf = (grantee: ReturnType<typeof blocksIn>[number]) => ({
  Grantee: { URI: textIn(grantee.uri), ID: textIn(grantee.id) },
})

const CANNED: ReadonlyMap<string, readonly AclUser[]> = new Map([
  ['public-read', ['everyone']],
  ['public-read-write', ['everyone']],
  ['log-delivery-write', ['log-delivery']],
])
