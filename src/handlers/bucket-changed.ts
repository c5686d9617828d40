import { setTimeout as wait } from 'node:timers/promises'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { unqueued } from '../aws/events/queued-event.ts'
import { readEvent } from '../aws/events/read-event.ts'
import { isStackEvent, parseStackEnd } from '../aws/events/stack-event.ts'
import { isDigestAhead } from '../aws/journal/is-sweep-begun.ts'
import { journalIn } from '../aws/journal/journal.ts'
import { journalObjectsIn } from '../aws/journal/journal-objects.ts'
import { jsonObjectsIn } from '../aws/journal/json-objects.ts'
import { notesIn } from '../aws/journal/notes.ts'
import { keyPreflight } from '../aws/key-preflight.ts'
import { createNotifier } from '../aws/notifier.ts'
import { bucketCalls } from '../aws/s3/bucket-calls.ts'
import { DIRECTORY_REGION, readCreationDate } from '../aws/s3/creation-date.ts'
import { clientsByRegion, createS3Client, createS3Clients } from '../aws/s3/s3-client.ts'
import { readConfig } from '../config/config.ts'
import { startWarnings } from '../config/start-warnings.ts'
import type { BucketPlace } from '../core/bucket.ts'
import { keyOfNote } from '../core/digest/keys.ts'
import type { BucketEvent } from '../core/event.ts'
import { lazy } from '../core/lazy.ts'
import { messageOf } from '../core/messages/message.ts'
import type { Ports } from '../core/ports.ts'
import { reasonToIgnoreEvent } from '../core/relevance.ts'
import { withJitter } from '../remediation/deadline.ts'
import { remediateWhereItIs } from '../remediation/remediate-where-it-is.ts'
import { lookAgain } from '../remediation/settling/look-again.ts'
import { WITHOUT_JOURNAL } from '../remediation/without-journal.ts'
import { type NoteStore, noteQuietResult, notifyInDigest } from '../sweep/note-for-digest.ts'
import { functionPlace } from './function-place.ts'
import { logger, metrics, reportUnreadable } from './instruments.ts'

const WARNING_WITHOUT_JOURNAL =
  'JOURNAL_BUCKET is not set, so Cooper has no journal. Only messages and logs record changes, and neither does if a run is killed after a write. Cooper cannot restore lost updates or detect flapping. An undo needs the message, and sets no hold'

const config = readConfig(process.env)
const notifyPeople = createNotifier(config.topicArn)

const clients = createS3Clients(process.env)
const clientsIn = clientsByRegion(process.env, clients, process.env.AWS_REGION ?? '')
// Used only if a hold or flapping would keep Cooper from a change.
const directory = lazy(() => createS3Client(process.env, 2, { region: DIRECTORY_REGION }))
const { journalBucket } = config
const withKeyPolicy = keyPreflight(process.env)
if (!journalBucket) logger.warn(WARNING_WITHOUT_JOURNAL)
for (const warning of startWarnings(config)) logger.warn(warning)

const dependencies: Omit<Ports, 's3' | 'timeLeft' | 'run'> = {
  journal: journalBucket ? journalIn(journalBucket, clients, reportUnreadable) : WITHOUT_JOURNAL,
  creationDate: (bucket) => readCreationDate(bucket, directory),
  logIntent: (step, before) => logger.info('Writing', { step, before }),
  // Log first, so that a change is recorded even if the topic is not available.
  async notify(record) {
    logger.info('Notifying', { record })
    return notifyPeople(messageOf(record))
  },
  now: () => new Date(),
  wait: (milliseconds) => wait(withJitter(milliseconds, Math.random())),
}

async function bucketChanged(input: unknown, context: Context) {
  try {
    const timeLeft = () => context.getRemainingTimeInMillis()
    // Lambda retries a failed run with the same request id.
    const home = functionPlace(context, config.topicArn, process.env)
    const ports = { ...dependencies, timeLeft, run: context.awsRequestId }
    const event = unqueued(input)
    return isStackEvent(event)
      ? await handleStackEvent(event, home, ports)
      : await handleEvent(readEvent(event, home, ports.now()), home, ports)
  } catch (error) {
    metrics.addMetric('error', MetricUnit.Count, 1)
    throw error
  }
}

/** The buckets that waited for a stack get another look. */
async function handleStackEvent(input: unknown, home: BucketPlace, ports: Omit<Ports, 's3'>) {
  const end = parseStackEnd(input, home)
  const { account, partition } = home
  const { waiting } = notesAt(home)
  if (!end || !waiting) return logOutcome({ outcome: 'ignored', reason: 'No bucket waits for it' })
  const look = ({ bucket, ...event }: BucketEvent) =>
    handleEvent({ ...event, bucket: { ...bucket, account, partition } }, home, ports)
  const buckets = await lookAgain(end, { waiting, look, timeLeft: ports.timeLeft })
  logger.info('A stack ended', { stack: end.stack, buckets })
  return { outcome: 'stack-ended', buckets }
}

const notesAt = ({ account }: BucketPlace): Pick<Ports, 'waiting' | 'reviews'> =>
  journalBucket ? notesIn(journalObjectsIn(journalBucket, account, clients), reportUnreadable) : {}

async function handleEvent(
  event: BucketEvent | string,
  home: BucketPlace,
  ports: Omit<Ports, 's3'>,
) {
  if (typeof event === 'string') return logOutcome({ outcome: 'ignored', reason: event })
  logger.appendKeys({ bucket: event.bucket.name, eventId: event.id, eventName: event.name })
  const ignored = reasonToIgnoreEvent(event, config)
  if (ignored) return logOutcome({ outcome: 'ignored', reason: ignored })

  const { sweep } = event
  const settings = await withKeyPolicy(config)
  const remediate = (digest: Partial<Ports> = {}) =>
    remediateWhereItIs(event, settings, (region) => ({
      ...ports,
      ...notesAt(home),
      ...digest,
      s3: bucketCalls(clientsIn(region)),
    }))
  if (!sweep || !journalBucket) return logOutcome(await remediate())
  // The reader retries requests, which is safe here, since the same note has the same key.
  const { reader } = clients
  const objects = jsonObjectsIn(journalBucket, home.account, { reader, writer: reader })
  const isBegun = lazy(() => isDigestAhead(sweep.id, objects, ports.now()))
  const notes: NoteStore = {
    isBegun,
    put: (note) => objects.put(keyOfNote(note), note),
  }
  const digest = notifyInDigest(sweep.id, notes, dependencies.notify)
  const notify: Ports['notify'] = (record) => {
    logger.info('Storing the result for the digest', { record })
    return digest(record)
  }
  const result = await remediate({ notify, isSweepBegun: isBegun })
  await noteQuietResult(event, result, notes)
  return logOutcome(result)
}

/** One log line and one metric for every event. */
function logOutcome(result: { readonly outcome: string; readonly reason?: string }) {
  const { outcome, reason } = result
  metrics.addMetric(outcome, MetricUnit.Count, 1)
  logger.info(`Bucket event: ${outcome}`, { outcome, ...(reason && { reason }) })
  return { outcome, ...(reason && { reason }) }
}

export const handler = middy<unknown>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics))
  .handler(bucketChanged)
