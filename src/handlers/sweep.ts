import { setTimeout as wait } from 'node:timers/promises'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { createEventBridgeClient, putEvents } from '../aws/event-bus.ts'
import { parseSweepTask } from '../aws/events/sweep-task.ts'
import { journalIn } from '../aws/journal/journal.ts'
import { jsonObjectsIn } from '../aws/journal/json-objects.ts'
import { outboxOver } from '../aws/journal/outbox.ts'
import { settingsStoreIn } from '../aws/journal/settings-store.ts'
import { sweepStoreIn } from '../aws/journal/sweep-store.ts'
import { createNotifier } from '../aws/notifier.ts'
import { listBucketPage } from '../aws/s3/list-buckets.ts'
import { createS3Client } from '../aws/s3/s3-client.ts'
import { readSweepConfig } from '../config/sweep-config.ts'
import { digestMessageOf } from '../core/digest/digest-message.ts'
import { messageOf } from '../core/messages/message.ts'
import { settled, unwrap } from '../core/retry.ts'
import type { OutboxPorts } from '../core/sweep/outbox-ports.ts'
import type { DigestPorts, SweepPorts, SweepSettings } from '../core/sweep/ports.ts'
import type { Sweep } from '../core/sweep/sweep.ts'
import { sendDigests } from '../sweep/send-digests.ts'
import { sendOutbox } from '../sweep/send-outbox.ts'
import { storeSettings } from '../sweep/store-settings.ts'
import { sweepBuckets } from '../sweep/sweep-buckets.ts'
import { WITHOUT_STORE } from '../sweep/without-store.ts'
import { functionPlace } from './function-place.ts'
import { logger, metrics, reportUnreadable } from './instruments.ts'

const config = readSweepConfig(process.env)
const notifyPeople = createNotifier(config.topicArn)
const bus = createEventBridgeClient()
const s3 = createS3Client(process.env, 5)
const CLIENTS = { reader: s3, writer: s3 }

async function sweep(input: unknown, context: Context) {
  try {
    const task = parseSweepTask(input)
    if (task.type === 'digest') return await hourly(context)
    // Several Coopers in an account receive each other's events.
    if (task.cooper !== undefined && task.cooper !== config.cooper) return ignore()
    return await continueSweep(task.sweep, context)
  } catch (error) {
    metrics.addMetric('error', MetricUnit.Count, 1)
    throw error
  }
}

function ignore() {
  metrics.addMetric('ignored', MetricUnit.Count, 1)
  return { outcome: 'ignored' }
}

async function continueSweep(begun: Sweep, context: Context) {
  logger.appendKeys({ sweep: begun.id, generation: begun.generation })
  const { outcome, sweep, repeats, reason } = await sweepBuckets(
    begun,
    settingsIn(context),
    portsIn(context),
  )
  const { pages, buckets, restarts } = sweep
  metrics.addMetric(outcome, MetricUnit.Count, 1)
  logger.info(`Sweep: ${outcome}`, { outcome, pages, buckets, restarts, repeats, reason })
  return { outcome, pages, buckets, ...(reason && { reason }) }
}

/** No failure of one keeps another from its work. The outbox leaves time for the digests, so it comes first. */
async function hourly(context: Context) {
  const outbox = await settled(sendUnsent(context))
  const settings = await settled(keepSettings(context))
  const digests = await settled(digest(context))
  for (const one of [outbox, settings, digests]) {
    if ('error' in one) logger.error('Hourly run', { error: one.error })
  }
  unwrap(settings)
  return { ...unwrap(digests), outbox: unwrap(outbox) }
}

/** No metric without a count, since CloudWatch charges for a metric by the hour. */
function count(name: string, value: number): void {
  if (value > 0) metrics.addMetric(name, MetricUnit.Count, value)
}

/** Sends what a run that failed or was killed did not send. */
async function sendUnsent(context: Context) {
  const ports = outboxPortsIn(context)
  if (!ports) return undefined
  const { error, ...counts } = await sendOutbox(ports)
  count('outbox', counts.sent + counts.unfinished)
  logger.info('Outbox', counts)
  if (counts.failed > 0) throw error
  return counts
}

function outboxPortsIn(context: Context): OutboxPorts | undefined {
  const { journalBucket } = config
  if (!journalBucket) return undefined
  const { account } = settingsIn(context).place
  const { now, remaining } = portsIn(context)
  return {
    outbox: outboxOver(jsonObjectsIn(journalBucket, account, CLIENTS), reportUnreadable),
    journal: journalIn(journalBucket, account, CLIENTS, reportUnreadable),
    async notify(record) {
      logger.info('Notifying', { record })
      return notifyPeople(messageOf(record))
    },
    ...{ now, remaining },
  }
}

async function digest(context: Context) {
  const result = await sendDigests(settingsIn(context), portsIn(context))
  count('digest', result.notified.length)
  logger.info('Digest', { ...result })
  return result
}

/** Keeps the settings of the bot in the journal, for the commands of a person. */
async function keepSettings(context: Context) {
  const { journalBucket, cooper, settings: variables } = config
  if (!journalBucket) return
  const { account, region } = settingsIn(context).place
  const store = settingsStoreIn(jsonObjectsIn(journalBucket, account, CLIENTS))
  const current = { version: 1, time: new Date().toISOString(), cooper, region, variables } as const
  if (await storeSettings(current, store)) logger.info('Stored the settings', { variables })
}

function settingsIn(context: Context): SweepSettings {
  const { account, region } = functionPlace(context, config.topicArn, process.env)
  const { cooper, rate, quietMinutes } = config
  return { place: { cooper, account, region }, rate, quietMinutes }
}

function portsIn(context: Context): SweepPorts & DigestPorts {
  const { account, region } = settingsIn(context).place
  const { journalBucket } = config
  const objects = journalBucket && jsonObjectsIn(journalBucket, account, CLIENTS)
  const run = context.awsRequestId
  const store = objects ? sweepStoreIn(objects, run, reportUnreadable) : WITHOUT_STORE
  return {
    store,
    listBuckets: (token, most) => listBucketPage(s3, region, token, most),
    put: (entries) => putEvents(bus, entries),
    async notify(digest) {
      logger.info('Notifying', { digest })
      return notifyPeople(digestMessageOf(digest))
    },
    now: () => new Date(),
    wait: (milliseconds) => wait(milliseconds * (0.5 + Math.random())),
    remaining: () => context.getRemainingTimeInMillis(),
  }
}

export const handler = middy<unknown>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics))
  .handler(sweep)
