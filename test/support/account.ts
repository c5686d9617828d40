import type { BucketEvent } from '../../src/core/event.ts'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import type { Ports } from '../../src/core/ports.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import type { Settings } from '../../src/core/settings.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { bucketEvent, type Look, SETTINGS } from './builders.ts'
import { fakeJournal } from './fake-journal.ts'
import { fakeS3 } from './fake-s3.ts'
import { type Death, killable } from './killable.ts'

// Lambda repeats after a minute at the earliest.
const REPEAT = 70_000

/** A bucket, its journal and its readers, on a clock of their own. Every delivery is a process of its own. */
export function account(start: Look, settings: Partial<Settings> = {}) {
  const { s3, state, calls } = fakeS3(start)
  const { journal, entries } = fakeJournal()
  const told: RemediationRecord[] = []
  let now = Date.parse('2026-11-20T09:30:02.000Z')
  const ports: Ports = {
    s3,
    journal,
    logIntent: () => undefined,
    notify: async (record) => {
      told.push(record)
      return ['sns']
    },
    now: () => new Date(now),
    wait: async () => undefined,
    timeLeft: () => Number.POSITIVE_INFINITY,
  }
  const pass = (milliseconds: number) => {
    now += milliseconds
  }
  /** Delivers it, and what the run came to; a minute later than the one before. */
  const deliver = async (event: BucketEvent, death?: Death) => {
    const { ports: mortal, killed, calls } = killable(ports, death)
    const run = remediateBucket(event, { ...SETTINGS, ...settings }, mortal)
    const end = await Promise.race([run.then(({ outcome }) => outcome), killed])
    pass(REPEAT)
    return { end, calls: calls() }
  }
  return {
    ports,
    state,
    told,
    entries,
    deliver,
    pass,
    puts: () => calls.filter((call) => call.startsWith('put')),
    /** What somebody else puts, and the event of it. */
    put(id: string, put: Snapshot): BucketEvent {
      if (put.policy !== undefined) state.policy = put.policy ?? undefined
      if (put.encryption !== undefined) state.encryption = put.encryption ?? undefined
      const time = new Date(Math.floor(now / 1000) * 1000).toISOString().replace('.000', '')
      const name = put.policy === undefined ? 'PutBucketEncryption' : 'PutBucketPolicy'
      return bucketEvent({ id, name, time, put })
    },
  }
}

export type Account = ReturnType<typeof account>
