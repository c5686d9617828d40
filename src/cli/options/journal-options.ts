import { type Command, InvalidArgumentError, Option } from 'commander'
import { type CallerIdentity, callerIdentity } from '../../aws/caller-identity.ts'
import { memberCredentials } from '../../aws/organization/assume-role.ts'
import { isAccountId, isBucketName } from '../../core/bucket.ts'
import { useProfile } from './account-options.ts'
import { DEFAULT_ROLE, roleName } from './organization-options.ts'
import { journalOf, type PersonalPorts, personalPorts, type RecordOptions } from './ports.ts'

/** Options of the commands that read the journal. */
export interface JournalOptions extends RecordOptions {
  readonly profile?: string
  readonly region?: string
  /** The account of the bucket. */
  readonly account?: string
  /** The name of the role in that account. */
  readonly role?: string
}

export const addJournalOption = (command: Command): Command =>
  command.option(
    '-j, --journal <bucket>',
    'the bucket of the journal, an output of the stack; default: JOURNAL_BUCKET',
    bucketName,
  )

export const addJournalOptions = (command: Command): Command =>
  addPlaceOptions(addJournalOption(command))

/** Options of the commands that work with one journal, of which each change is of one account. */
export const addPlaceOptions = (command: Command): Command =>
  addRegionOptions(command)
    .addOption(
      new Option(
        '--account <id>',
        'with the journal of a hub: the account of the bucket; default: that of the credentials',
      ).argParser(accountId),
    )
    .addOption(
      new Option(
        '--role <name>',
        `with --account: the role to assume there; default: ${DEFAULT_ROLE}`,
      ).argParser(roleName),
    )

export const addRegionOptions = (command: Command): Command =>
  command
    .option('-r, --region <region>', "the region; default: AWS_REGION, or the profile's region")
    .option('--profile <name>', 'a profile of ~/.aws/config; default: AWS_PROFILE')

export function bucketName(text: string): string {
  if (isBucketName(text)) return text
  throw new InvalidArgumentError('It must be the name of a bucket.')
}

export function accountId(text: string): string {
  if (isAccountId(text)) return text
  throw new InvalidArgumentError('It must be the id of an account, of twelve digits.')
}

export interface JournalAccess {
  readonly caller: CallerIdentity
  /** The account of the buckets. */
  readonly account: string
  readonly portsOf: (region: string) => PersonalPorts
  /** Whether a journal was named. */
  readonly hasJournal: boolean
}

/** The journal of the caller's account, and the account of the buckets: another one is reached by a role, when it is needed. */
export async function openJournal(options: JournalOptions): Promise<JournalAccess> {
  const { region, profile, role = DEFAULT_ROLE } = options
  useProfile(profile === undefined ? {} : { profile })
  const caller = await callerIdentity(region)
  const { account = caller.account } = options
  const credentialsOf = memberCredentials({ role, region: caller.region, now: () => new Date() })
  const isOwn = account === caller.account
  const reached = isOwn ? {} : { credentials: () => credentialsOf(account) }
  return {
    ...{ caller, account },
    portsOf: await personalPorts(options, caller, reached),
    hasJournal: journalOf(options) !== undefined,
  }
}
