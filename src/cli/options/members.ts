import PQueue from 'p-queue'
import type { CallerIdentity } from '../../aws/caller-identity.ts'
import { memberCredentials, type TemporaryCredentials } from '../../aws/organization/assume-role.ts'
import { accountsOfUnit, listAccounts } from '../../aws/organization/list-accounts.ts'
import { errorText, hasCode } from '../../core/cooper-error.ts'
import { visible } from '../../core/printable.ts'
import { DEFAULT_ROLE, type OrganizationOptions } from './organization-options.ts'

/** An account that a command works on. */
export interface MemberAccount {
  readonly account: string
  /** Absent: those of the caller. */
  readonly credentials?: () => Promise<TemporaryCredentials>
}

/** An account that a command cannot work on. */
export interface Unreachable {
  readonly account: string
  readonly reason: string
}

export interface Members {
  readonly members: readonly MemberAccount[]
  readonly unreachable: readonly Unreachable[]
}

const ASSUMED_AT_ONCE = 8

/** The accounts of the organization that the options name, with the credentials of the role in each. */
export async function openMembers(
  options: OrganizationOptions,
  caller: CallerIdentity,
): Promise<Members> {
  const { role = DEFAULT_ROLE } = options
  const { found, missing } = await accountsNamed(options, caller)
  const credentialsOf = memberCredentials({ role, region: caller.region, now: () => new Date() })
  const open = async (account: string): Promise<MemberAccount | Unreachable> => {
    try {
      await credentialsOf(account)
      return { account, credentials: () => credentialsOf(account) }
    } catch (error) {
      // The own account needs no role.
      if (account === caller.account && hasCode(error, 'NoMemberRole')) return { account }
      return { account, reason: errorText(error) }
    }
  }
  const queue = new PQueue({ concurrency: ASSUMED_AT_ONCE })
  const opened = await queue.addAll(found.map((account) => () => open(account)))
  return {
    members: opened.filter((one) => !('reason' in one)),
    unreachable: [...missing, ...opened.filter((one) => 'reason' in one)],
  }
}

/** Accounts that the options name are not left out in silence where the organization does not list them as active. */
async function accountsNamed(
  { accounts, ou }: OrganizationOptions,
  { region }: CallerIdentity,
): Promise<{ readonly found: readonly string[]; readonly missing: readonly Unreachable[] }> {
  const named = accounts && [...new Set(accounts)]
  if (named && ou === undefined) return { found: named, missing: [] }
  const access = { region, environment: process.env }
  const listed =
    ou === undefined ? await listAccounts(access) : await accountsOfUnit(access, ou, [])
  const active = listed.filter(({ isActive }) => isActive).map(({ id }) => id)
  if (!named) return { found: active, missing: [] }
  const reason = `it is no active account of ${ou}`
  return {
    found: named.filter((id) => active.includes(id)),
    missing: named.filter((id) => !active.includes(id)).map((account) => ({ account, reason })),
  }
}

/** One line on standard error for an account that is left out. */
export function tellUnreachable({ account, reason }: Unreachable): void {
  process.stderr.write(`Account ${account} is left out: ${visible(reason, 1000)}\n`)
}
