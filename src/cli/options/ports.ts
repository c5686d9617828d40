import { randomUUID } from 'node:crypto'
import type { CallerIdentity } from '../../aws/caller-identity.ts'
import { readDaysKept } from '../../aws/journal/days-kept.ts'
import { journalIn } from '../../aws/journal/journal.ts'
import { journalObjectsIn } from '../../aws/journal/journal-objects.ts'
import { waitingIn } from '../../aws/journal/waiting-store.ts'
import { createNotifier } from '../../aws/notifier.ts'
import { DIRECTORY_REGION, readCreationDate } from '../../aws/s3/creation-date.ts'
import { locateBucket } from '../../aws/s3/locate-bucket.ts'
import { createS3Client, createS3Clients, type S3Clients } from '../../aws/s3/s3-client.ts'
import { undoCalls } from '../../aws/s3/undo-calls.ts'
import type { Bucket } from '../../core/bucket.ts'
import type { Observed, UndoCalls } from '../../core/bucket-calls.ts'
import { errorText } from '../../core/cooper-error.ts'
import { holdsOf } from '../../core/journal/keys.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import { lazy } from '../../core/lazy.ts'
import { messageOf } from '../../core/messages/message.ts'
import type { Ports } from '../../core/ports.ts'
import { visible } from '../../core/printable.ts'
import { WITHOUT_JOURNAL } from '../../remediation/without-journal.ts'
import { jitteredWait } from '../terminal/jittered-wait.ts'
import type { MemberAccount } from './members.ts'

/** Where a command that writes keeps its records, and whether it notifies people. */
export interface RecordOptions {
  readonly journal?: string
  readonly notify?: boolean
}

export const journalOf = ({ journal }: RecordOptions): string | undefined =>
  journal ?? (process.env.JOURNAL_BUCKET || undefined)

export const topicFor = ({ notify = true }: RecordOptions): string | undefined =>
  notify ? process.env.TOPIC_ARN || undefined : undefined

/** Nobody is notified only if the caller asks for it. */
export function refuseInSilence(options: RecordOptions & { readonly dryRun?: true }) {
  if (options.dryRun || options.notify === false || topicFor(options) !== undefined) return
  throw new Error('Nobody would be notified: set TOPIC_ARN, or add --no-notify')
}

export interface PersonalPorts extends Ports {
  readonly s3: UndoCalls
  /** Absent: there is no journal. */
  readonly journalRegion?: string
  /** For how many days the journal keeps the undo of a change of the bucket. `undefined`: for ever. */
  readonly daysKept: (of: Bucket) => Promise<Observed<number | undefined>>
}

/** The ports of a person who changes buckets: S3 of each region, one journal and one topic. `credentials`: for the buckets. */
export async function personalPorts(
  options: RecordOptions,
  caller: Pick<CallerIdentity, 'account' | 'region'>,
  { credentials }: Pick<MemberAccount, 'credentials'> = {},
): Promise<(region: string) => PersonalPorts> {
  const made = new Map<string, PersonalPorts>()
  const run = randomUUID()
  const journal = await openJournalIn(journalOf(options), caller)
  const notify = notifierFor(topicFor(options))
  const access = credentials && { credentials }
  const directory = lazy(() =>
    createS3Client(process.env, 2, { region: DIRECTORY_REGION, ...access }),
  )
  return (region) => {
    const ports = made.get(region) ?? {
      s3: undoCalls(createS3Clients(process.env, region, access)),
      ...journal,
      notify,
      run,
      creationDate: (bucket) => readCreationDate(bucket, directory),
      logIntent: () => undefined,
      isRepeated: true,
      now: () => new Date(),
      wait: jitteredWait,
      timeLeft: () => Number.POSITIVE_INFINITY,
    }
    made.set(region, ports)
    return ports
  }
}

async function openJournalIn(
  name: string | undefined,
  { account, region }: Pick<CallerIdentity, 'account' | 'region'>,
): Promise<Pick<PersonalPorts, 'journal' | 'waiting' | 'journalRegion' | 'daysKept'>> {
  const forEver = { known: true, value: undefined } as const
  if (name === undefined) return { journal: WITHOUT_JOURNAL, daysKept: async () => forEver }
  const clients = await clientsOfJournal(name, region)
  return {
    journal: journalIn(name, account, clients, warnOfUnreadable),
    waiting: waitingIn(journalObjectsIn(name, account, clients), warnOfUnreadable),
    journalRegion: await clients.reader.config.region(),
    daysKept: (of) => readDaysKept({ ...of, name }, holdsOf(of), clients.reader),
  }
}

/** The clients of the journal of this command, which is located once. */
export function clientsOfJournal(bucket: string, home: string): Promise<S3Clients> {
  const clients = located.get(bucket) ?? locateJournal(bucket, home)
  located.set(bucket, clients)
  return clients
}

const located = new Map<string, Promise<S3Clients>>()

/** The journal may be in another region than the buckets, and no client follows a redirect. */
async function locateJournal(bucket: string, home: string): Promise<S3Clients> {
  const region = await locateBucket(createS3Client(process.env, 5, { region: home }), bucket)
  return createS3Clients(process.env, region ?? home)
}

const warnOfUnreadable = (key: string) =>
  void process.stderr.write(
    `An object of the journal is not readable: it is skipped: ${visible(key, 1200)}\n`,
  )

function notifierFor(topicArn: string | undefined): Ports['notify'] {
  const chatTopicArn = topicArn && (process.env.CHAT_TOPIC_ARN || undefined)
  const notify = createNotifier({ topicArn, chatTopicArn })
  return (record) => notify(messageOf(record)).catch(notNotified(record))
}

/** The change to the bucket remains, whether or not people were notified of it. */
const notNotified =
  ({ outcome }: RemediationRecord) =>
  (cause: unknown): never => {
    const reason = errorText(cause)
    throw new Error(
      `The bucket was handled (${outcome}), but Cooper cannot notify people of it: ${reason}`,
      {
        cause,
      },
    )
  }
