import * as v from 'valibot'
import { isAccountId } from '../core/bucket.ts'
import { cannotStart, parseVariables, type Variables } from './parse-variables.ts'
import { listOf } from './values.ts'

export interface HubConfig {
  /** The name of the role in each member, with its path if it has one. */
  readonly memberRole: string
  /** The ids of the members. `organization`: all active accounts of the organization. */
  readonly members: 'organization' | readonly string[]
  readonly exemptAccounts: readonly string[]
  /** The tag of an account that names its owner. */
  readonly ownerTag: string
}

const accountId = v.pipe(
  v.string(),
  v.check(isAccountId, 'must be ids of accounts, of twelve digits, separated by commas'),
)

// Every variable is in docs/configuration.md and a `param` of serverless.yml.
const HubEnvironment = v.object({
  MEMBER_ROLE: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^([\w+=,.@-]{1,512}\/)*[\w+=,.@-]{1,64}$/, 'must be the name of an IAM role'),
    ),
    'cooper-member',
  ),
  MEMBERS: v.optional(
    v.union(
      [v.literal('organization'), listOf(accountId)],
      'must be organization, or ids of accounts, of twelve digits, separated by commas',
    ),
    'organization',
  ),
  EXEMPT_ACCOUNTS: v.optional(listOf(accountId), ''),
  OWNER_TAG: v.optional(v.pipe(v.string(), v.maxLength(128)), 'owner'),
})

export const HUB_VARIABLES = Object.keys(HubEnvironment.entries)

/** Reads what a hub needs besides. Throws an error that names each invalid variable. */
export function readHubConfig(environment: Variables): HubConfig {
  const output = parseVariables(HubEnvironment, environment)
  if (!environment.JOURNAL_BUCKET) throw cannotStart(['JOURNAL_BUCKET is missing: a hub needs it'])
  return {
    memberRole: output.MEMBER_ROLE,
    members: output.MEMBERS,
    exemptAccounts: output.EXEMPT_ACCOUNTS,
    ownerTag: output.OWNER_TAG,
  }
}
