import { setTimeout as wait } from 'node:timers/promises'
import { MetricUnit } from '@aws-lambda-powertools/metrics'
import type { S3Client } from '@aws-sdk/client-s3'
import type { Context } from 'aws-lambda'
import { createEventBridgeClient, putEvents } from '../aws/event-bus.ts'
import { jsonObjectsIn } from '../aws/journal/json-objects.ts'
import { reviewQueueIn } from '../aws/journal/reviews/review-queue.ts'
import { createNotifier } from '../aws/notifier.ts'
import { createS3Client } from '../aws/s3/s3-client.ts'
import type { ReviewConfig } from '../config/review-config.ts'
import type { LogJudgement, ReviewPorts } from '../core/announcements/review-ports.ts'
import { codeOf, errorText } from '../core/cooper-error.ts'
import type { PolicyChange } from '../core/impact/policy-change.ts'
import { refusalMessageOf } from '../core/messages/refusal-message.ts'
import { parsePolicy } from '../core/policy/parsing/parse.ts'
import { checkRequest } from '../core/sweep/bus-entry.ts'
import { beginSweep } from '../core/sweep/sweep.ts'
import { judgeLogs } from '../impact/judge-logs.ts'
import { judgeRefusals } from '../impact/judge-refusals.ts'
import { answerReviews } from '../review/answer-reviews.ts'
import { watchChanges } from '../review/watch-changes.ts'
import { putEventsWithBackoff } from '../sweep/put-events.ts'
import { functionPlace } from './function-place.ts'
import { instrumented, logger, metrics, reportUnreadable } from './instruments.ts'
import type { Describe } from './shared-ports.ts'

/** The client for the logs of an account. A text where it does not let Cooper in: the reason. */
export type LogsClientOf = (account: string) => Promise<S3Client | string>

/** The function that judges access logs. Default: those of its own account. */
export function reviewLogsHandler(
  config: ReviewConfig,
  clientOf?: LogsClientOf,
  describe?: Describe,
) {
  const { journalBucket, cooper } = config
  const notifyPeople = createNotifier(config)
  const bus = createEventBridgeClient()
  const s3 = createS3Client(process.env, 5)
  const clients = { reader: s3, writer: s3 }

  /** Once an hour: answers what the bot asks about access logs, and watches what its changes refuse. */
  async function review(_: unknown, context: Context) {
    const ports = portsIn(context)
    const answered = await answerReviews(ports)
    const watched = await watchChanges(ports)
    const failures = [...answered.failures, ...watched.failures]
    for (const error of failures) logger.error('Review of access logs', { error })
    if (failures.length > 0) metrics.addMetric('error', MetricUnit.Count, failures.length)
    const counts = { answered: answered.done, watched: watched.done, failed: failures.length }
    logger.info('Reviewed access logs', counts)
    return counts
  }

  function portsIn(context: Context): ReviewPorts {
    const { account } = functionPlace(context, config.topicArn, process.env)
    const remaining = () => context.getRemainingTimeInMillis()
    return {
      queue: reviewQueueIn(jsonObjectsIn(journalBucket, account, clients), reportUnreadable),
      judge: judgeUntil(() => remaining() - RESERVE, clientOf ?? (async () => s3)),
      async requestCheck({ name, account: owner }) {
        // No sweep that was begun has this id, so that the result has a message of its own.
        const sweep = beginSweep(isoSeconds(), 'review')
        const request = checkRequest(sweep, name, { cooper }, owner === account ? undefined : owner)
        await putEventsWithBackoff([request], {
          put: (some) => putEvents(bus, some),
          wait: backoff,
        })
      },
      async notify(record, refused) {
        logger.info('Notifying', { record, refused })
        const described = describe ? await describe(record) : record
        await notifyPeople(refusalMessageOf(described, refused))
      },
      now: () => new Date(),
      remaining,
    }
  }

  return instrumented(review)
}

const backoff = (milliseconds: number) => wait(milliseconds * (0.5 + Math.random()))

// The template did not name the bucket with the logs, or there is none any more.
const NO_LOGS = ['AccessDenied', 'NoSuchBucket']

// Milliseconds for what follows on the reading of logs.
const RESERVE = 60_000

const judgeUntil =
  (timeLeft: () => number, clientOf: LogsClientOf): ReviewPorts['judge'] =>
  async (bucket, { before, after, isMade }, from) => {
    const client = await clientOf(bucket.account)
    if (typeof client === 'string') return nothingKnown(client)
    const change: PolicyChange = {
      before: before === null ? undefined : parsePolicy(before),
      after: after === null ? undefined : parsePolicy(after),
    }
    const signal = AbortSignal.timeout(Math.max(0, timeLeft()))
    const asked = { since: Math.floor(from.getTime() / 1000), signal }
    try {
      if (isMade) return refusalsIn(await judgeRefusals(bucket, change, () => client, asked))
      return judgementIn(
        await judgeLogs(bucket, { ...change, policy: 'planned' }, () => client, asked),
      )
    } catch (error) {
      if (!NO_LOGS.includes(codeOf(error) ?? '')) throw error
      return nothingKnown(errorText(error))
    }
  }

const nothingKnown = (note: string): LogJudgement => ({
  ...{ isComplete: false, note },
  ...{ requests: 0, clients: [] },
})

type Clients = LogJudgement['clients']

const judgementIn = ({
  denied,
  maybe,
  logs,
}: Awaited<ReturnType<typeof judgeLogs>>): LogJudgement => ({
  isComplete: logs.coverage === 'full',
  ...(logs.note !== undefined && { note: logs.note }),
  requests: denied.requests + maybe.requests,
  clients: [...denied.clients, ...maybe.clients].map(reviewed),
})

const refusalsIn = (clients: Awaited<ReturnType<typeof judgeRefusals>>): LogJudgement => ({
  isComplete: true,
  requests: clients.reduce((sum, client) => sum + client.requests, 0),
  clients: clients.map(reviewed),
})

const reviewed = ({
  requester,
  sourceAddress,
  userAgent,
  requests,
  last,
}: Clients[number]): Clients[number] => ({ requester, sourceAddress, userAgent, requests, last })

const isoSeconds = () => new Date().toISOString().replace(/\.\d+/, '')
