import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from 'aws-lambda'
import { createEventBridgeClient, putEvents } from '../aws/event-bus.ts'
import { journalIn } from '../aws/journal/journal.ts'
import { type JsonObjects, jsonObjectsIn } from '../aws/journal/json-objects.ts'
import { outboxOver } from '../aws/journal/outbox.ts'
import { sweepStoreIn } from '../aws/journal/sweep-store.ts'
import { createNotifier } from '../aws/notifier.ts'
import { listBucketPage } from '../aws/s3/list-buckets.ts'
import { createS3Client, type S3Clients } from '../aws/s3/s3-client.ts'
import { readTrails } from '../aws/trail.ts'
import type { SweepConfig } from '../config/sweep-config.ts'
import { digestMessageOf } from '../core/digest/digest-message.ts'
import { messageOf } from '../core/messages/message.ts'
import type { OutboxPorts } from '../core/sweep/outbox-ports.ts'
import type { DigestPorts, SweepPorts, SweepSettings } from '../core/sweep/ports.ts'
import { WITHOUT_STORE } from '../sweep/without-store.ts'
import { functionPlace } from './function-place.ts'
import { logger, reportUnreadable } from './instruments.ts'
import type { Describe } from './shared-ports.ts'

/** What a sweep of an organization does in another way. */
export interface SweepVariant {
  /** How the buckets of a sweep are listed. Default: those of the function's account. */
  readonly listOf?: (sweep: string) => Omit<SweepPorts, keyof RunPorts>
  /** Further work of the hourly run. */
  readonly hourly?: () => Promise<void>
  /** Adds what a message says of the account. */
  readonly describe?: Describe
}

/** What a run of the function works with. */
export interface SweepRun {
  readonly settings: SweepSettings
  /** `undefined`: there is no journal. */
  readonly objects: JsonObjects | undefined
  readonly ports: RunPorts & DigestPorts
  /** `undefined`: there is no journal. */
  readonly outbox: OutboxPorts | undefined
}

type RunPorts = Omit<SweepPorts, 'listBuckets' | 'pageDone' | 'sweptAccounts'>

/** Prepares the runs of the function. */
export function sweepRuns(config: SweepConfig, { describe }: SweepVariant) {
  const { topicArn, journalBucket, cooper, rate, quietMinutes } = config
  const notifyPeople = createNotifier(config)
  const bus = createEventBridgeClient()
  const s3 = createS3Client(process.env, 5)
  const clients: S3Clients = { reader: s3, writer: s3 }

  const outboxIn = (
    account: string,
    objects: JsonObjects | undefined,
    clock: Pick<OutboxPorts, 'now' | 'remaining'>,
  ): OutboxPorts | undefined => {
    if (!objects || !journalBucket) return undefined
    return {
      ...clock,
      outbox: outboxOver(objects, reportUnreadable),
      journal: journalIn(journalBucket, account, clients, reportUnreadable),
      async notify(record) {
        logger.info('Notifying', { record })
        return notifyPeople(messageOf(describe ? await describe(record) : record))
      },
    }
  }

  const runIn = (context: Context): SweepRun => {
    const { account, region } = functionPlace(context, topicArn, process.env)
    const objects = journalBucket ? jsonObjectsIn(journalBucket, account, clients) : undefined
    const run = context.awsRequestId
    const clock = {
      now: () => new Date(),
      remaining: () => context.getRemainingTimeInMillis(),
    }
    return {
      settings: { place: { cooper, account, region }, rate, quietMinutes },
      objects,
      ports: {
        ...clock,
        store: objects ? sweepStoreIn(objects, run, reportUnreadable) : WITHOUT_STORE,
        put: (entries) => putEvents(bus, entries),
        async notify(digest) {
          logger.info('Notifying', { digest })
          return notifyPeople(digestMessageOf(digest))
        },
        hasTrail: () => readTrails(region, process.env),
        wait: (milliseconds) => wait(milliseconds * (0.5 + Math.random())),
      },
      outbox: outboxIn(account, objects, clock),
    }
  }
  /** The buckets of the function's account. */
  const ownList = ({ settings: { place } }: SweepRun): Pick<SweepPorts, 'listBuckets'> => ({
    listBuckets: (token, most) => listBucketPage(s3, place.region, token, most),
  })
  return { runIn, ownList }
}
