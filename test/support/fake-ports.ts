import type { RemediationRecord } from '../../src/core/journal/record.ts'
import type { Ports, WritePorts } from '../../src/core/ports.ts'
import { fakeJournal } from './fake-journal.ts'

type Overrides<S3> = Partial<Omit<Ports, 's3'>> & { readonly s3: S3 }

/**
 * The ports of a run, with defaults: an empty journal, a topic, a fixed time, waits that end at once, and no deadline.
 * `notified` has the records that the topic accepted, and `waits` the waits. The topic fails the first `failures` times.
 */
export function fakePorts<S3 extends WritePorts['s3']>(overrides: Overrides<S3>, failures = 0) {
  const notified: RemediationRecord[] = []
  const waits: number[] = []
  let remaining = failures
  const ports: Ports & { readonly s3: S3 } = {
    journal: fakeJournal().journal,
    run: 'run-1',
    creationDate: async () => undefined,
    logIntent: () => undefined,
    notify: async (record) => {
      if (remaining-- > 0) throw new Error('no topic')
      notified.push(record)
      return ['sns']
    },
    now: () => new Date('2026-11-20T09:30:07Z'),
    wait: async (milliseconds) => void waits.push(milliseconds),
    timeLeft: () => Number.POSITIVE_INFINITY,
    ...overrides,
  }
  return { ports, notified, waits }
}
