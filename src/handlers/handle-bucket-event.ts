import { MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Context } from 'aws-lambda'
import { unqueued } from '../aws/events/queued-event.ts'
import { readEvent } from '../aws/events/read-event.ts'
import { isStackEvent, parseStackEnd } from '../aws/events/stack-event.ts'
import { isDigestAhead } from '../aws/journal/is-sweep-begun.ts'
import { jsonObjectsIn } from '../aws/journal/json-objects.ts'
import { callJson } from '../aws/json-call.ts'
import { keyPreflight } from '../aws/key-preflight.ts'
import { bucketCalls } from '../aws/s3/bucket-calls.ts'
import { readCreationDate } from '../aws/s3/creation-date.ts'
import type { S3Clients } from '../aws/s3/s3-client.ts'
import type { Config } from '../config/config.ts'
import { startWarnings } from '../config/start-warnings.ts'
import type { BucketPlace } from '../core/bucket.ts'
import { keyOfNote } from '../core/digest/keys.ts'
import type { BucketEvent } from '../core/event.ts'
import { lazy } from '../core/lazy.ts'
import type { Ports } from '../core/ports.ts'
import { type Own, reasonToIgnoreEvent } from '../core/relevance.ts'
import type { Settings } from '../core/settings.ts'
import { remediateWhereItIs } from '../remediation/remediate-where-it-is.ts'
import type { Result } from '../remediation/result.ts'
import { lookAgain } from '../remediation/settling/look-again.ts'
import { type NoteStore, noteQuietResult, notifyInDigest } from '../sweep/note-for-digest.ts'
import { functionPlace } from './function-place.ts'
import { instrumented, logger, metrics } from './instruments.ts'
import { type Describe, type SharedPorts, sharedPorts } from './shared-ports.ts'

const WARNING_WITHOUT_JOURNAL =
  'JOURNAL_BUCKET is not set, so Cooper has no journal. Only messages and logs record changes. Cooper cannot restore lost updates or detect flapping, and an undo needs the message, and sets no hold'

/** An account whose buckets Cooper guards, with what it needs for its work there. */
export interface GuardedAccount {
  readonly settings: Settings & Pick<Own, 'roleName' | 'memberRole'>
  /** With credentials of the account. */
  readonly clientsIn: (region: string) => S3Clients
  /** Its list of buckets has the dates of their creation. */
  readonly directory: () => S3Clients['reader']
}

export interface Guard {
  /** The configuration of the function, whose journal and topic are for all accounts. */
  readonly config: Config
  /** The clients of the function's own account. */
  readonly clients: S3Clients
  /** The place of the buckets that an event is about. `home`: that of the function. */
  readonly placeOf: (input: unknown, home: BucketPlace) => BucketPlace
  /** A text where Cooper leaves the account alone: the reason. Throws where that is not known now. */
  readonly accountAt: (place: BucketPlace) => Promise<GuardedAccount | string>
  /** Adds what a message says of the account. */
  readonly describe?: Describe
}

/** The function that handles the events of buckets. */
export function bucketEventHandler({ config, clients, placeOf, accountAt, describe }: Guard) {
  const { journalBucket } = config
  const portsIn = sharedPorts(config, clients, describe)
  const withKeyPolicy = keyPreflight(process.env)
  if (!journalBucket) logger.warn(WARNING_WITHOUT_JOURNAL)
  for (const warning of startWarnings(config)) logger.warn(warning)

  async function handle(input: unknown, context: Context) {
    const home = functionPlace(context, config.topicArn, process.env)
    const ports = portsIn(context, home)
    const event = unqueued(input)
    const place = placeOf(event, home)
    return isStackEvent(event)
      ? await handleStackEvent(event, place, home, ports)
      : await handleEvent(readEvent(event, place, ports.now(), home.account), home, ports)
  }

  /** The buckets that waited for a stack get another look. */
  async function handleStackEvent(
    input: unknown,
    place: BucketPlace,
    home: BucketPlace,
    ports: SharedPorts,
  ) {
    const end = parseStackEnd(input, place)
    const { account, partition } = place
    const { waiting, timeLeft } = ports
    if (!end || !waiting)
      return logOutcome({ outcome: 'ignored', reason: 'No bucket waits for it' })
    const look = ({ bucket, ...event }: BucketEvent) =>
      handleEvent({ ...event, bucket: { ...bucket, account, partition } }, home, ports)
    const buckets = await lookAgain(end, { waiting, look, timeLeft })
    logger.info('A stack ended', { stack: end.stack, buckets })
    return { outcome: 'stack-ended', buckets }
  }

  async function handleEvent(event: BucketEvent | string, home: BucketPlace, ports: SharedPorts) {
    if (typeof event === 'string') return logOutcome({ outcome: 'ignored', reason: event })
    logger.appendKeys({ bucket: event.bucket.name, eventId: event.id, eventName: event.name })
    const account = await accountAt(event.bucket)
    if (typeof account === 'string') return logOutcome({ outcome: 'ignored', reason: account })
    const ignored = reasonToIgnoreEvent(event, account.settings)
    if (ignored) return logOutcome({ outcome: 'ignored', reason: ignored })

    const { clientsIn, directory } = account
    const settings = await withKeyPolicy(account.settings)
    const { sweep } = event
    const remediate = (digest: Partial<Ports> = {}) =>
      remediateWhereItIs(event, settings, (region) => ({
        ...ports,
        creationDate: (bucket) => readCreationDate(bucket, directory),
        ...digest,
        s3: bucketCalls(clientsIn(region)),
      }))
    const imported = async (result: Result) => {
      if (config.securityHub) {
        const { importResult } = await import('./security-hub.ts')
        await importResult({ result, event, clientsIn, callJson, logger, metrics })
      }
      return result
    }
    if (!sweep || !journalBucket) return logOutcome(await imported(await remediate()))
    // The reader retries requests, which is safe here, since the same note has the same key.
    const { reader } = clients
    const objects = jsonObjectsIn(journalBucket, home.account, { reader, writer: reader })
    const isBegun = lazy(() => isDigestAhead(sweep.id, objects, ports.now()))
    const notes: NoteStore = {
      isBegun,
      put: (note) => objects.put(keyOfNote(note), note),
    }
    const digest = notifyInDigest(sweep.id, notes, ports.notify)
    const notify: Ports['notify'] = (record) => {
      logger.info('Storing the result for the digest', { record })
      return digest(record)
    }
    const result = await imported(await remediate({ notify, isSweepBegun: isBegun }))
    await noteQuietResult(event, result, notes)
    return logOutcome(result)
  }

  return instrumented(handle)
}

/** One log line and one metric for every event. */
function logOutcome(result: { readonly outcome: string; readonly reason?: string }) {
  const { outcome, reason } = result
  metrics.addMetric(outcome, MetricUnit.Count, 1)
  logger.info(`Bucket event: ${outcome}`, { outcome, ...(reason && { reason }) })
  return { outcome, ...(reason && { reason }) }
}
