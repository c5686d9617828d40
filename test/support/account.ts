import type { BucketEvent } from '../../src/core/event.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import type { Settings } from '../../src/core/settings.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { bucketEvent, SETTINGS } from './builders.ts'
import { fakeJournal } from './fake-journal.ts'
import { fakePorts } from './fake-ports.ts'
import { fakeS3 } from './fake-s3.ts'
import { type KillPoint, killable } from './killable.ts'

// Lambda retries after one minute at the earliest.
const RETRY_DELAY = 70_000

/**
 * A bucket with a journal, a topic and a clock. Each delivery runs in a process of its own, which can be killed. The topic
 * fails the first `failures` times.
 */
export function account(
  start: Snapshot,
  settings: Partial<Settings> = {},
  script: Parameters<typeof fakeS3>[1] = {},
  failures = 0,
) {
  const { s3, state, calls } = fakeS3(start, script)
  let now = Date.parse('2026-11-20T09:30:02.000Z')
  const { journal, entries, marks, objects } = fakeJournal(() => now)
  const { ports, notified } = fakePorts({ s3, journal, now: () => new Date(now) }, failures)
  const pass = (milliseconds: number) => {
    now += milliseconds
  }
  /** Delivers an event and returns the outcome of the run. Then the clock advances by Lambda's delay before a retry. */
  const deliver = async (event: BucketEvent, kill?: KillPoint) => {
    const { ports: killablePorts, killed, calls } = killable(ports, kill)
    const run = remediateBucket(event, { ...SETTINGS, ...settings }, killablePorts)
    const ended = run.then(({ outcome }) => outcome)
    // Lambda delivers the event again after an error.
    const end = await Promise.race([ended.catch(({ code }) => `error ${code}`), killed])
    pass(RETRY_DELAY)
    return { end, calls: calls() }
  }
  return {
    ports,
    state,
    notified,
    entries,
    marks,
    objects,
    deliver,
    pass,
    puts: () => calls.filter((call) => call.startsWith('put')),
    /** Makes a put by somebody else, and returns its event. */
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
