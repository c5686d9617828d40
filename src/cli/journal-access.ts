import { setTimeout as wait } from 'node:timers/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { type CallerIdentity, callerIdentity } from '../aws/caller-identity.ts'
import { journalIn } from '../aws/journal.ts'
import { createS3Clients } from '../aws/s3-client.ts'
import { undoCalls } from '../aws/s3-undo.ts'
import { createSnsClient, publish } from '../aws/sns.ts'
import { isBucketName } from '../core/bucket.ts'
import { notificationOf } from '../core/notification.ts'
import type { RemediationRecord } from '../core/record.ts'
import type { Dependencies, UndoCalls } from '../edge.ts'
import { jittered } from '../out-of-time.ts'
import { WITHOUT_JOURNAL } from '../without-journal.ts'
import { useProfile } from './account-options.ts'

/** What a verb takes that reads the journal. */
export interface JournalOptions {
  readonly profile?: string
  readonly region?: string
  readonly journal?: string
  readonly notify?: boolean
}

export const addJournalOptions = (command: Command): Command =>
  command
    .option(
      '-j, --journal <bucket>',
      'the bucket of the journal, an output of the stack; where left out, JOURNAL_BUCKET',
      bucketName,
    )
    .option('-r, --region <region>', "where left out, the SDK's: AWS_REGION, or the profile's")
    .option('--profile <name>', 'the profile of ~/.aws/config; where left out, AWS_PROFILE')

export function bucketName(text: string): string {
  if (isBucketName(text)) return text
  throw new InvalidArgumentError('It must be the name of a bucket.')
}

export interface JournalAccess {
  readonly caller: CallerIdentity
  readonly edge: Dependencies & { readonly s3: UndoCalls }
  /** Whether there is a journal at all. */
  readonly hasJournal: boolean
}

/** What was done stands, whoever hears of it. */
const notTold =
  ({ outcome }: RemediationRecord) =>
  (cause: unknown): never => {
    const was = outcome === 'undone' ? 'The change was undone' : 'The change was not undone'
    const reason = cause instanceof Error ? cause.message : cause
    throw new Error(`${was}. Cannot tell people of it: ${reason}`, { cause })
  }

/** The account with its journal, as a person sees them. */
export async function openJournal(options: JournalOptions): Promise<JournalAccess> {
  const { region, profile, notify = true } = options
  useProfile(profile === undefined ? {} : { profile })
  if (region) process.env.AWS_REGION = region
  const caller = await callerIdentity(region)
  const clients = createS3Clients({ ...process.env })
  const bucket = options.journal ?? (process.env.JOURNAL_BUCKET || undefined)
  const topicArn = process.env.TOPIC_ARN
  return {
    caller,
    hasJournal: bucket !== undefined,
    edge: {
      s3: undoCalls(clients),
      journal: bucket ? journalIn(bucket, clients) : WITHOUT_JOURNAL,
      intend: () => undefined,
      async tell(record) {
        if (notify && topicArn) {
          const sns = createSnsClient(topicArn)
          await publish(sns, topicArn, notificationOf(record)).catch(notTold(record))
        }
      },
      now: () => new Date(),
      wait: (milliseconds) => wait(jittered(milliseconds, Math.random())),
      timeLeft: () => Number.POSITIVE_INFINITY,
    },
  }
}
