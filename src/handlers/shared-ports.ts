import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from 'aws-lambda'
import { journalOver } from '../aws/journal/journal.ts'
import { journalObjectsIn } from '../aws/journal/journal-objects.ts'
import { notesIn } from '../aws/journal/notes.ts'
import { createNotifier } from '../aws/notifier.ts'
import type { S3Clients } from '../aws/s3/s3-client.ts'
import type { Config } from '../config/config.ts'
import type { BucketPlace } from '../core/bucket.ts'
import type { RemediationRecord } from '../core/journal/record.ts'
import { messageOf } from '../core/messages/message.ts'
import type { Ports } from '../core/ports.ts'
import { withJitter } from '../remediation/deadline.ts'
import { WITHOUT_JOURNAL } from '../remediation/without-journal.ts'
import { logger, reportUnreadable } from './instruments.ts'

/** The ports that the buckets of all accounts share. */
export type SharedPorts = Omit<Ports, 's3' | 'creationDate'>

export type Describe = (record: RemediationRecord) => Promise<RemediationRecord>

/** The ports of a run. `home`: the place of the function, whose account has the journal. */
export function sharedPorts(config: Config, clients: S3Clients, describe?: Describe) {
  const { journalBucket } = config
  const notifyPeople = createNotifier(config)
  return (context: Context, home: BucketPlace): SharedPorts => {
    const objects = journalBucket && journalObjectsIn(journalBucket, home.account, clients)
    return {
      journal: objects ? journalOver(objects, reportUnreadable) : WITHOUT_JOURNAL,
      ...(objects && notesIn(objects, reportUnreadable)),
      logIntent: (step, before) => logger.info('Writing', { step, before }),
      // Log first, so that a change is recorded even if the topic is not available.
      async notify(record) {
        logger.info('Notifying', { record })
        return notifyPeople(messageOf(describe ? await describe(record) : record))
      },
      now: () => new Date(),
      wait: (milliseconds) => wait(withJitter(milliseconds, Math.random())),
      timeLeft: () => context.getRemainingTimeInMillis(),
      // Lambda retries a failed run with the same request id.
      run: context.awsRequestId,
    }
  }
}
