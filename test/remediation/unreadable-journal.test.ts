import { expect, test } from 'vitest'
import { changesOf, holdsOf, keyOfChange } from '../../src/core/journal/keys.ts'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import { emailOf } from '../../src/core/messages/email.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import {
  BUCKET,
  bucketEvent,
  OWNERS_STATEMENT,
  policyOf,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3 } from '../support/fake-s3.ts'

/** A non-compliant bucket, and a journal with one object of the given text. */
async function remediateWith(key: string, text: string, now = '2026-11-20T09:30:07Z') {
  const { journal, stored, unreadable } = fakeJournal()
  stored.set(key, { text, tag: '1', put: Date.parse('2026-11-20T09:30:00Z') })
  const { s3, calls } = fakeS3({ policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 })
  const { ports, notified } = fakePorts({ s3, journal, now: () => new Date(now) })
  const result = await remediateBucket(bucketEvent(), SETTINGS, ports)
  const puts = calls.filter((call) => call.startsWith('put'))
  return { result, puts, notified, unreadable, keys: [...stored.keys()] }
}

const TEXTS = [
  ['empty', ''],
  ['cut off', '{"version":1,"started":"2026-11-20'],
  ['of a later version', '{"version":2,"everything":"else"}'],
] as const

test.each(TEXTS)('a change that is %s is skipped, and the message names it', async (_, text) => {
  const key = `${changesOf(BUCKET)}1.json`
  const { puts, notified, unreadable } = await remediateWith(key, text)
  expect(puts).toEqual(['putPolicy'])
  expect(notified).toMatchObject([{ outcome: 'remediated', unreadable: [key] }])
  expect(emailOf(notified[0] as RemediationRecord)).toContain(`JOURNAL NOT READABLE\n`)
  expect(emailOf(notified[0] as RemediationRecord)).toContain(key)
  expect(unreadable).toContain(key)
})

test.each(TEXTS)('an undo that is %s may be a hold: nothing is written', async (_, text) => {
  const key = `${holdsOf(BUCKET)}1.json`
  const { puts, notified, result } = await remediateWith(key, text)
  expect(result.outcome).toBe('unknown')
  expect(puts).toEqual([])
  expect(notified).toMatchObject([{ outcome: 'unknown', unreadable: [key] }])
  expect(emailOf(notified[0] as RemediationRecord)).toContain(key)
})

test.each(TEXTS)(
  'an entry of an earlier run for the same event that is %s is left, and the next run opens a new one',
  async (_, text) => {
    const key = keyOfChange(bucketEvent())
    const { result, keys } = await remediateWith(key, text, '2026-11-20T09:45:07Z')
    expect(result.outcome).toBe('remediated')
    expect(keys).toEqual([key, key.replace('.json', '@2026-11-20T09:45:07.000Z.json')])
  },
)
