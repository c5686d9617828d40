import { type BucketEvent, BY_SWEEP } from '../../src/core/event.ts'
import { emailOf } from '../../src/core/messages/email.ts'
import type { Ports } from '../../src/core/ports.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import type { Settings } from '../../src/core/settings.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import {
  bucketEvent,
  everyGrace,
  everyMode,
  OWNERS_STATEMENT,
  policyOf,
  SETTINGS,
  SSE_S3,
} from './builders.ts'
import { fakeJournal } from './fake-journal.ts'
import { fakePorts } from './fake-ports.ts'
import { fakeS3, type State } from './fake-s3.ts'

const DAY = 24 * 60 * 60 * 1000

export const OPEN: Snapshot = { policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 }

export interface AnnouncingAccount {
  readonly settings: Partial<Settings>
  readonly created?: Date | undefined
  readonly region?: string
  readonly start?: Snapshot
  readonly ports?: Partial<Omit<Ports, 's3'>>
}

/** An old bucket whose policy does not deny plain HTTP, and a Cooper that gets an event on some days. */
export function announcingBucket({
  settings: first,
  created: firstCreated = new Date('2020-01-01'),
  region = 'us-east-1',
  start = OPEN,
  ports: more = {},
}: AnnouncingAccount) {
  const tags: Record<string, string> = {}
  const readTags = () => ({ known: true, value: tags })
  const { s3, state, calls } = fakeS3(start, { readTags: Array(50).fill(readTags) })
  const { journal, entries, stored } = fakeJournal()
  let now = Date.parse('2026-11-20T09:30:00Z')
  let number = 0
  let settings = first
  let created: Date | undefined = firstCreated
  const { ports, notified } = fakePorts({
    ...{ s3, journal, now: () => new Date(now), creationDate: async () => created },
    isSweepBegun: async (sweep) => sweep === SWEEP.sweep.id,
    ...more,
  })
  return {
    ...{ notified, entries, stored, tags, ports },
    puts: () => calls.filter((call) => call.startsWith('put')),
    emails: () => notified.map(emailOf),
    /** The bot gets other settings. */
    set: (changed: Partial<Settings>) => {
      settings = changed
    },
    /** The bucket is deleted, and another one of the same name and attributes is created. */
    createAgain: (day: number) => {
      created = new Date(Date.parse('2026-11-20T09:30:00Z') + day * DAY)
    },
    async on(
      day: number,
      changed: Partial<BucketEvent> = { name: 'PutBucketTagging' },
      change: (state: State) => void = () => undefined,
      run = `run-${number + 1}`,
    ) {
      now = Date.parse('2026-11-20T09:30:00Z') + day * DAY + number * 1000
      number += 1
      change(state)
      const time = new Date(now - 5000).toISOString()
      const { bucket, ...event } = bucketEvent({ id: `event-${number}`, time, ...changed })
      return remediateBucket(
        { ...event, bucket: { ...bucket, region } },
        { ...SETTINGS, ...settings },
        { ...ports, run },
      )
    },
  }
}

export const SWEEP = {
  name: BY_SWEEP,
  sweep: { id: '20261120T031500Z-abcd', cooper: 'cooper-dev' },
}

export const GRACE: AnnouncingAccount = { settings: { graceDays: everyGrace(7) } }
export const PROPOSE: AnnouncingAccount = { settings: { modes: everyMode('propose') } }
