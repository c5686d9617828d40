import { type Command, InvalidArgumentError, Option } from 'commander'
import { isAccountId } from '../../core/bucket.ts'

/** Which accounts a command works on. */
export interface OrganizationOptions {
  readonly organization?: true
  /** The name of the role in each account. */
  readonly role?: string
  readonly accounts?: readonly string[]
  /** An organizational unit or root. */
  readonly ou?: string
}

export const DEFAULT_ROLE = 'cooper-member'

export const addOrganizationOptions = (command: Command): Command =>
  command
    .option(
      '--organization',
      'all active accounts of the AWS organization, each by a role there; no names of buckets',
    )
    .addOption(
      new Option('--role <name>', `with --organization: the role; default: ${DEFAULT_ROLE}`)
        .argParser(roleName)
        .implies({ organization: true }),
    )
    .addOption(
      new Option('--accounts <ids>', 'with --organization: these accounts only, as 111…,222…')
        .argParser(accountIds)
        .implies({ organization: true }),
    )
    .addOption(
      new Option('--ou <id>', 'with --organization: only what is in this organizational unit')
        .argParser(unitId)
        .implies({ organization: true }),
    )

export function roleName(text: string): string {
  if (/^([\w+=,.@-]{1,512}\/)*[\w+=,.@-]{1,64}$/.test(text)) return text
  throw new InvalidArgumentError('It must be the name of an IAM role.')
}

function accountIds(text: string, earlier: readonly string[] = []): readonly string[] {
  const ids = text.split(',').map((id) => id.trim())
  if (ids.every(isAccountId)) return [...earlier, ...ids]
  throw new InvalidArgumentError('It must be ids of accounts, of twelve digits, with commas.')
}

function unitId(text: string): string {
  if (/^(ou|r)-[a-z0-9-]{4,64}$/.test(text)) return text
  throw new InvalidArgumentError('It must be the id of an organizational unit, such as ou-ab12-….')
}

/** A name does not say in which account its bucket is. */
export function refuseNamesInOrganization(
  names: readonly string[],
  { organization }: OrganizationOptions,
  command: Command,
) {
  if (organization && names.length > 0) {
    command.error('error: with --organization, name no buckets')
  }
}
