import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Ports } from '../../src/core/ports.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { WITHOUT_JOURNAL } from '../../src/remediation/without-journal.ts'
import { LINKS } from '../bench/one-event.ts'
import {
  bucketEvent,
  COMPLIANT_POLICY,
  exemptTag,
  OWNERS_STATEMENT,
  policyOf,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3 } from '../support/fake-s3.ts'

/** Milliseconds that each call takes. The clock advances only during calls. */
const CALL = 20

beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-11-20T09:30:07Z') }))
afterEach(() => vi.useRealTimers())

/** The same functions, each of which takes as long as a call, and is counted. */
function slow<T extends object>(calls: T, counts: { calls: number }): T {
  const slowed = Object.entries(calls).map(([name, call]) => [
    name,
    async (...args: readonly unknown[]) => {
      counts.calls += 1
      await new Promise((done) => setTimeout(done, CALL))
      return call(...args)
    },
  ])
  return Object.fromEntries(slowed)
}

/** The number of calls, of calls one after another, and of calls one after another until people were notified. */
async function measureChain(start: Snapshot, journal: Ports['journal']) {
  const counts = { calls: 0 }
  const begin = Date.now()
  const links = () => (Date.now() - begin) / CALL
  let notifiedAt: number | undefined
  const notify = async () => {
    notifiedAt = links()
    return ['sns']
  }
  const { ports } = fakePorts({
    s3: slow(fakeS3(start).s3, counts),
    journal: journal === WITHOUT_JOURNAL ? journal : slow(journal, counts),
    ...slow({ notify }, counts),
    now: () => new Date(),
    wait: () => Promise.reject(new Error('No wait is expected')),
  })
  const run = remediateBucket(bucketEvent(), SETTINGS, ports)
  await vi.runAllTimersAsync()
  const { outcome } = await run
  return { outcome, calls: counts.calls, links: links(), notifiedAt }
}

describe('the longest chain of requests, one after another', () => {
  test.each<[string, Snapshot, Ports['journal'], object]>([
    [
      'compliant bucket: one round trip of two parallel requests',
      { policy: COMPLIANT_POLICY, encryption: SSE_S3 },
      fakeJournal().journal,
      { outcome: 'compliant', calls: 2, links: 1, notifiedAt: undefined },
    ],
    [
      'bucket without the TLS statement: nine, of which the eighth is the notification',
      { policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 },
      fakeJournal().journal,
      { outcome: 'remediated', calls: 13, links: LINKS, notifiedAt: 8 },
    ],
    [
      'bucket without policy and encryption: two more',
      {},
      fakeJournal().journal,
      { outcome: 'remediated', calls: 15, links: LINKS + 2, notifiedAt: 10 },
    ],
    [
      'Cooper without a journal: three fewer',
      { policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 },
      WITHOUT_JOURNAL,
      { outcome: 'remediated', calls: 9, links: LINKS - 3, notifiedAt: 6 },
    ],
  ])('%s', async (_, start, journal, expected) => {
    expect(await measureChain(start, journal)).toEqual(expected)
  })
})

describe('a journal that fails', () => {
  const journal: Ports['journal'] = {
    ...fakeJournal().journal,
    recent: () => Promise.reject(new Error('The journal is down')),
  }
  const remediate = (tag: string | undefined) => {
    const { s3 } = fakeS3({}, { readTags: [() => exemptTag(tag)] })
    return remediateBucket(bucketEvent(), SETTINGS, fakePorts({ s3, journal }).ports)
  }

  test('does not stop the run if the bucket is exempt', async () => {
    expect(await remediate('all it is a cash register')).toMatchObject({ outcome: 'exempt' })
  })

  test('stops the run before it changes any other bucket', async () => {
    await expect(remediate(undefined)).rejects.toThrow('The journal is down')
  })
})
