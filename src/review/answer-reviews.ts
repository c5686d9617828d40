import type { Review } from '../core/announcements/review.ts'
import type { AskedReview, LogJudgement, ReviewPorts } from '../core/announcements/review-ports.ts'

/** Milliseconds. The logs of a busy bucket take minutes. */
const LEAST_TIME = 120_000

/** How many clients a message names. */
export const MOST_CLIENTS = 10

const DAY = 24 * 60 * 60 * 1000

export interface Answered {
  readonly done: number
  /** What failed, and is tried again by the next run. */
  readonly failures: readonly unknown[]
}

/** Answers what the bot asks about access logs before changes that are due, and has it look at these buckets. */
export const answerReviews = (ports: ReviewPorts): Promise<Answered> =>
  forEachInTime(ports.queue.asked(), ports, async (asked) => {
    await ports.queue.answer(asked, await reviewOf(asked, ports))
    await ports.requestCheck(asked.note.bucket)
  })

/** One failure does not keep the others from their turn. */
export async function forEachInTime<T>(
  some: AsyncIterable<T>,
  { remaining }: Pick<ReviewPorts, 'remaining'>,
  work: (one: T) => Promise<void>,
): Promise<Answered> {
  const failures: unknown[] = []
  let done = 0
  for await (const one of some) {
    if (remaining() < LEAST_TIME) break
    try {
      await work(one)
      done += 1
    } catch (error) {
      failures.push(error)
    }
  }
  return { done, failures }
}

async function reviewOf({ note }: AskedReview, { judge, now }: ReviewPorts): Promise<Review> {
  const { bucket, days, before, after } = note
  const since = new Date(now().getTime() - days * DAY)
  const judgement = await judge(bucket, { before, after, isMade: false }, since)
  const { requests, clients, note: missing } = judgement
  return {
    ...{ time: now().toISOString(), days, verdict: verdictOf(judgement), requests },
    clients: clients.slice(0, MOST_CLIENTS),
    ...(missing !== undefined && { note: missing }),
  }
}

/** Somebody who uses the bucket is known, also if some logs are missing. */
function verdictOf({ isComplete, requests }: LogJudgement): Review['verdict'] {
  if (requests > 0) return 'in-use'
  return isComplete ? 'quiet' : 'unknown'
}
