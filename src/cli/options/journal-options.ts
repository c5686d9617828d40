import { type Command, InvalidArgumentError } from 'commander'
import { type CallerIdentity, callerIdentity } from '../../aws/caller-identity.ts'
import { isBucketName } from '../../core/bucket.ts'
import { useProfile } from './account-options.ts'
import { journalOf, type PersonalPorts, personalPorts, type RecordOptions } from './ports.ts'

/** Options of the commands that read the journal. */
export interface JournalOptions extends RecordOptions {
  readonly profile?: string
  readonly region?: string
}

export const addJournalOption = (command: Command): Command =>
  command.option(
    '-j, --journal <bucket>',
    'the bucket of the journal, an output of the stack; default: JOURNAL_BUCKET',
    bucketName,
  )

export const addJournalOptions = (command: Command): Command =>
  addPlaceOptions(addJournalOption(command))

/** Options of the commands that work with one journal. */
export const addPlaceOptions = (command: Command): Command =>
  command
    .option('-r, --region <region>', "the region; default: AWS_REGION, or the profile's region")
    .option('--profile <name>', 'a profile of ~/.aws/config; default: AWS_PROFILE')

export function bucketName(text: string): string {
  if (isBucketName(text)) return text
  throw new InvalidArgumentError('It must be the name of a bucket.')
}

export interface JournalAccess {
  readonly caller: CallerIdentity
  readonly portsOf: (region: string) => PersonalPorts
  /** Whether a journal was named. */
  readonly hasJournal: boolean
}

/** The caller's account and its journal. */
export async function openJournal(options: JournalOptions): Promise<JournalAccess> {
  const { region, profile } = options
  useProfile(profile === undefined ? {} : { profile })
  const caller = await callerIdentity(region)
  return {
    caller,
    portsOf: await personalPorts(options, caller),
    hasJournal: journalOf(options) !== undefined,
  }
}
