import { type Command, InvalidArgumentError } from 'commander'
import { type CallerIdentity, callerIdentity } from '../../aws/caller-identity.ts'
import { isBucketName } from '../../core/bucket.ts'
import { useProfile } from './account-options.ts'
import { journalOf, type PersonalPorts, personalPorts, type RecordOptions } from './ports.ts'

/** What a verb takes that reads the journal. */
export interface JournalOptions extends RecordOptions {
  readonly profile?: string
  readonly region?: string
}

export const addJournalOption = (command: Command): Command =>
  command.option(
    '-j, --journal <bucket>',
    'the bucket of the journal, an output of the stack; where left out, JOURNAL_BUCKET',
    bucketName,
  )

export const addJournalOptions = (command: Command): Command =>
  addJournalOption(command)
    .option('-r, --region <region>', "where left out, the SDK's: AWS_REGION, or the profile's")
    .option('--profile <name>', 'the profile of ~/.aws/config; where left out, AWS_PROFILE')

export function bucketName(text: string): string {
  if (isBucketName(text)) return text
  throw new InvalidArgumentError('It must be the name of a bucket.')
}

export interface JournalAccess {
  readonly caller: CallerIdentity
  readonly portsOf: (region: string) => PersonalPorts
  /** Whether there is a journal at all. */
  readonly hasJournal: boolean
}

/** The account with its journal, as a person sees them. */
export async function openJournal(options: JournalOptions): Promise<JournalAccess> {
  const { region, profile } = options
  useProfile(profile === undefined ? {} : { profile })
  const caller = await callerIdentity(region)
  return {
    caller,
    portsOf: personalPorts(options, caller.region),
    hasJournal: journalOf(options) !== undefined,
  }
}
