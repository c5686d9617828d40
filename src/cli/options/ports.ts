import { journalIn } from '../../aws/journal/journal.ts'
import { createS3Clients } from '../../aws/s3/s3-client.ts'
import { undoCalls } from '../../aws/s3/undo-calls.ts'
import { publisherTo } from '../../aws/sns.ts'
import type { RemediationRecord } from '../../core/journal/record.ts'
import { notificationOf } from '../../core/messages/notification.ts'
import type { Ports, UndoCalls } from '../../core/ports.ts'
import { WITHOUT_JOURNAL } from '../../remediation/without-journal.ts'
import { jitteredWait } from '../terminal/jittered-wait.ts'

/** Where a verb that writes keeps its records, and whether it tells people. */
export interface RecordOptions {
  readonly journal?: string
  readonly notify?: boolean
}

export const journalOf = ({ journal }: RecordOptions): string | undefined =>
  journal ?? (process.env.JOURNAL_BUCKET || undefined)

export const topicFor = ({ notify = true }: RecordOptions): string | undefined =>
  notify ? process.env.TOPIC_ARN || undefined : undefined

export type PersonalPorts = Ports & { readonly s3: UndoCalls }

/** The outside for a person who writes: S3 of each region, one journal and one topic. */
export function personalPorts(
  options: RecordOptions,
  home: string,
): (region: string) => PersonalPorts {
  const made = new Map<string, PersonalPorts>()
  const bucket = journalOf(options)
  const journal = bucket ? journalIn(bucket, createS3Clients(process.env, home)) : WITHOUT_JOURNAL
  const notify = teller(topicFor(options))
  return (region) => {
    const ports = made.get(region) ?? {
      s3: undoCalls(createS3Clients(process.env, region)),
      journal,
      notify,
      logIntent: () => undefined,
      now: () => new Date(),
      wait: jitteredWait,
      timeLeft: () => Number.POSITIVE_INFINITY,
    }
    made.set(region, ports)
    return ports
  }
}

function teller(topicArn: string | undefined): Ports['notify'] {
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
