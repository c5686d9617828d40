import type { AccessLogRecord } from '../access-log/record.ts'
import { cachedAnswers } from './answer-cache.ts'
import { type ClientImpact, createClientTally } from './client-tally.ts'
import { createDayCounts, type DayOfImpact } from './day-counts.ts'
import { decisionKeyOf } from './decision-key.ts'
import { createDuplicateFilter } from './duplicate-filter.ts'
import { judgeOf } from './judge-request.ts'
import type { LoggedBucket } from './logged-facts.ts'
import { loggedRequest, type NotJudged } from './logged-request.ts'
import type { PolicyChange } from './policy-change.ts'
import type { Certainty } from './possible-match.ts'

/** What a change of a policy would deny of the requests that access logs have. */
export interface Impact {
  /** The time of the first and of the last request, in ISO 8601. */
  readonly from: string | undefined
  readonly to: string | undefined
  /** All requests of clients, but for those to a website endpoint. */
  readonly requests: number
  /** Requests that S3 refused or that failed: nobody needs them as they are. Not judged. */
  readonly failed: number
  /** Requests to the bucket's website endpoint, which speaks plain HTTP only. Not judged. */
  readonly website: number
  readonly denied: ClientImpact
  /** The log does not tell all that decides these. */
  readonly maybe: ClientImpact
  readonly days: readonly DayOfImpact[]
}

export interface ImpactTally {
  readonly add: (record: AccessLogRecord) => void
  readonly impact: () => Impact
}

/** Judges the records of one bucket's access logs. Its memory does not grow with their number. `since`: in seconds since 1970. */
export function createImpactTally(
  bucket: LoggedBucket,
  change: PolicyChange,
  since = 0,
): ImpactTally {
  const judge = judgeOf(bucket, change)
  const isRepeated = createDuplicateFilter()
  const counts = { requests: 0, failed: 0, website: 0 }
  const span = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY }
  const clients = { yes: createClientTally(), maybe: createClientTally() }
  const days = createDayCounts()

  const answerTo = cachedAnswers<Answer>(decisionKeyOf(bucket, change), (record) => {
    const request = loggedRequest(record, bucket)
    return typeof request === 'string' ? request : judge(request)
  })

  return {
    add(record) {
      if (record.bucket !== bucket.name || record.time < since || isRepeated(record)) return
      const answer = answerTo(record)
      if (answer === 'own') return
      if (record.time < span.first) span.first = record.time
      if (record.time > span.last) span.last = record.time
      if (answer === 'website') {
        counts.website += 1
        return
      }
      counts.requests += 1
      const day = days.at(record.time)
      day.requests += 1
      if (!isJudged(record, change)) counts.failed += 1
      else if (answer !== 'no') {
        day[answer] += 1
        clients[answer].add(record)
      }
    },
    impact: () => ({
      ...counts,
      from: timeText(span.first),
      to: timeText(span.last),
      denied: clients.yes.impact(),
      maybe: clients.maybe.impact(),
      days: days.days(),
    }),
  }
}

type Answer = Certainty | NotJudged

/** Under the live policy, requests that S3 refused count too: those are the ones that the policy denies. */
const isJudged = ({ status = 0 }: AccessLogRecord, { isLive }: PolicyChange) =>
  status < 400 || (isLive === true && status === 403)

const timeText = (seconds: number) =>
  Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : undefined
