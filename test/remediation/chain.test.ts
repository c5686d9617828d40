import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Ports } from '../../src/core/ports.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import { WITHOUT_JOURNAL } from '../../src/remediation/without-journal.ts'
import { LINKS } from '../bench/one-event.ts'
import {
  bucketEvent,
  COMPLIANT_POLICY,
  type Look,
  OWNERS_STATEMENT,
  policyOf,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3 } from '../support/fake-s3.ts'

/** Milliseconds of a clock that stands still but for calls. */
const CALL = 20

beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-11-20T09:30:07Z') }))
afterEach(() => vi.useRealTimers())

/** The same functions, each of which takes its time, and is counted. */
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

/** How many calls there were, how many of them one after another, and how many until people were told. */
async function lengths(start: Look, journal: Ports['journal']) {
  const counts = { calls: 0 }
  const begin = Date.now()
  const links = () => (Date.now() - begin) / CALL
  let told: number | undefined
  const notify = async () => {
    told = links()
    return ['sns']
  }
  const { ports } = fakePorts({
    s3: slow(fakeS3(start).s3, counts),
    journal: journal === WITHOUT_JOURNAL ? journal : slow(journal, counts),
    ...slow({ notify }, counts),
    now: () => new Date(),
    wait: () => Promise.reject(new Error('Nothing has to be waited for')),
  })
  const run = remediateBucket(bucketEvent(), SETTINGS, ports)
  await vi.runAllTimersAsync()
  const { outcome } = await run
  return { outcome, calls: counts.calls, links: links(), told }
}

describe('the longest chain of requests', () => {
  test.each<[string, Look, Ports['journal'], object]>([
    [
      'of a compliant bucket: one round trip of two',
      { policy: COMPLIANT_POLICY, encryption: SSE_S3 },
      fakeJournal().journal,
      { outcome: 'compliant', calls: 2, links: 1, told: undefined },
    ],
    [
      'of one that lacks the statement: eight until it is told, nine in all',
      { policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 },
      fakeJournal().journal,
      { outcome: 'remediated', calls: 13, links: LINKS, told: 8 },
    ],
    [
      'of one that lacks encryption too: two more',
      {},
      fakeJournal().journal,
      { outcome: 'remediated', calls: 15, links: LINKS + 2, told: 10 },
    ],
    [
      'without a journal: three less',
      { policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 },
      WITHOUT_JOURNAL,
      { outcome: 'remediated', calls: 9, links: LINKS - 3, told: 6 },
    ],
  ])('%s', async (_, start, journal, expected) => {
    expect(await lengths(start, journal)).toEqual(expected)
  })
})

describe('a journal that fails', () => {
  const journal: Ports['journal'] = {
    ...fakeJournal().journal,
    recent: () => Promise.reject(new Error('The journal is down')),
  }
  const remediate = (tag: string | undefined) => {
    const { s3 } = fakeS3({}, { readExemptTag: [() => ({ known: true, value: tag })] })
    return remediateBucket(bucketEvent(), SETTINGS, fakePorts({ s3, journal }).ports)
  }

  test('is not in the way of a bucket that is exempt, though it was asked meanwhile', async () => {
    expect(await remediate('all it is a till')).toMatchObject({ outcome: 'exempt' })
  })

  test('keeps any other from being changed', async () => {
    await expect(remediate(undefined)).rejects.toThrow('The journal is down')
  })
})
