import { journalIn } from '../../aws/journal/journal.ts'
import { createS3Clients } from '../../aws/s3/s3-client.ts'
import { undoCalls } from '../../aws/s3/undo-calls.ts'
import { publisherTo } from '../../aws/sns.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import { notificationOf } from '../../core/messages/notification.ts'
import type { Dependencies, UndoCalls } from '../../core/ports.ts'
import { WITHOUT_JOURNAL } from '../../remediation/without-journal.ts'
import { patiently } from '../terminal/jittered-wait.ts'

/** Where a verb that writes keeps its records, and whether it tells people. */
export interface EdgeOptions {
  readonly journal?: string
  readonly notify?: boolean
}

export const journalOf = ({ journal }: EdgeOptions): string | undefined =>
  journal ?? (process.env.JOURNAL_BUCKET || undefined)

export const topicOf = ({ notify = true }: EdgeOptions): string | undefined =>
  notify ? process.env.TOPIC_ARN || undefined : undefined

export type PersonalEdge = Dependencies & { readonly s3: UndoCalls }

/** The outside for a person who writes: S3 of each region, one journal and one topic. */
export function edges(options: EdgeOptions, home: string): (region: string) => PersonalEdge {
  const made = new Map<string, PersonalEdge>()
  const bucket = journalOf(options)
  const journal = bucket ? journalIn(bucket, createS3Clients(process.env, home)) : WITHOUT_JOURNAL
  const tell = teller(topicOf(options))
  return (region) => {
    const edge = made.get(region) ?? {
      s3: undoCalls(createS3Clients(process.env, region)),
      journal,
      tell,
      intend: () => undefined,
      now: () => new Date(),
      wait: patiently,
      timeLeft: () => Number.POSITIVE_INFINITY,
    }
    made.set(region, edge)
    return edge
  }
}

function teller(topicArn: string | undefined): Dependencies['tell'] {
  if (topicArn === undefined) return async () => undefined
  const publish = publisherTo(topicArn)
  return (record) => publish(notificationOf(record)).catch(notTold(record))
}

/** What was done stands, whoever hears of it. */
const notTold =
  ({ outcome }: RemediationRecord) =>
  (cause: unknown): never => {
    const reason = cause instanceof Error ? cause.message : cause
    throw new Error(`What was done stands (${outcome}). Cannot tell people of it: ${reason}`, {
      cause,
    })
  }
