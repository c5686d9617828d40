import { expect, test } from 'vitest'
import type { JournalEntry } from '../../src/core/journal/entry.ts'
import type { Settings } from '../../src/core/settings.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { remediateBucket } from '../../src/remediation/remediate-bucket.ts'
import {
  BUCKET,
  bucketEvent,
  everyMode,
  OWNERS_STATEMENT,
  policyOf,
  SETTINGS,
  SSE_S3,
} from '../support/builders.ts'
import { fakeJournal } from '../support/fake-journal.ts'
import { fakePorts } from '../support/fake-ports.ts'
import { fakeS3 } from '../support/fake-s3.ts'

const OWN = tlsOnlyStatement(BUCKET)
const THEIRS = policyOf({ ...OWNERS_STATEMENT, Sid: 'Theirs' })

/** A bucket that Cooper has just written to, so slowly that a put of somebody else surely fell in between. */
async function afterSlowWrite() {
  const { s3, state, calls } = fakeS3({ policy: policyOf(OWNERS_STATEMENT), encryption: SSE_S3 })
  const { journal, entries } = fakeJournal()
  let now = Date.parse('2026-11-20T09:30:00.000Z')
  const { ports, notified: told } = fakePorts({
    s3,
    journal,
    now: () => {
      now += 2500
      return new Date(now)
    },
  })
  await remediateBucket(bucketEvent({ id: 'first' }), SETTINGS, ports)
  const window = told[0]?.steps[0]?.window
  const second = Math.ceil((Date.parse(window?.read ?? '') + 100) / 1000) * 1000
  const event = bucketEvent({
    id: 'theirs',
    time: new Date(second).toISOString(),
    put: { policy: THEIRS },
  })
  return {
    ports,
    event,
    state,
    told,
    entries,
    journal,
    puts: () => calls.filter((call) => call.startsWith('put')).length,
  }
}

test('what Cooper wrote over is put back, and told', async () => {
  const { ports, event, state, told, puts } = await afterSlowWrite()
  await remediateBucket(event, SETTINGS, ports)
  expect(state.policy).toEqual(policyOf({ ...OWNERS_STATEMENT, Sid: 'Theirs' }, OWN))
  expect(puts()).toBe(2)
  expect(told.at(-1)).toMatchObject({
    outcome: 'remediated',
    lostUpdate: { put: { policy: THEIRS } },
  })
})

/** An earlier restore in the journal. */
const restore = (number: number): JournalEntry => ({
  version: 1,
  started: '2026-11-20T08:00:00.000Z',
  intent: {
    event: bucketEvent({ id: `restore-${number}` }),
    findings: [],
    steps: [
      { action: 'restore', attribute: 'policy', controls: [], value: THEIRS, expected: null },
    ],
    before: {},
  },
  notified: ['sns'],
  unneeded: true,
})

test.each<[string, Partial<Settings>, number]>([
  ['where Cooper only reports', { modes: everyMode('report') }, 0],
  ['a fourth time in a day', {}, 3],
])('%s nothing is put back, and its owner is asked', async (_, settings, restores) => {
  const { ports, event, state, told, puts, journal } = await afterSlowWrite()
  for (let number = 0; number < restores; number += 1) await journal.open(restore(number))
  await remediateBucket(event, { ...SETTINGS, ...settings }, ports)
  expect(state.policy).toEqual(policyOf(OWNERS_STATEMENT, OWN))
  expect(puts()).toBe(1)
  expect(told.at(-1)).toMatchObject({
    outcome: 'unknown',
    lostUpdate: { put: { policy: THEIRS } },
  })
  expect(told.at(-1)?.lostUpdate).not.toHaveProperty('step')
})

test('a bucket that is gone when a killed run is to be ended: its entry is closed', async () => {
  const { ports, entries, journal } = await afterSlowWrite()
  const { unneeded: _, ...open } = restore(1)
  const event = bucketEvent({ id: 'killed', time: '2026-11-20T09:00:00Z' })
  const intent = { ...open.intent, event }
  await journal.open({ ...open, intent })
  const gone = async () => {
    throw Object.assign(new Error('gone'), { code: 'NoSuchBucket' })
  }
  const s3 = { ...ports.s3, readPolicy: gone }
  const result = await remediateBucket(event, SETTINGS, { ...ports, s3 })
  expect(result.outcome).toBe('gone')
  expect(entries().at(-1)).toMatchObject({ unneeded: true })
})
