import { describe, expect, test } from 'vitest'
import type { JournalEntry } from '../../../src/core/journal/entry.ts'
import { ownWrites } from '../../../src/core/journal/own-writes.ts'
import type { RemediationRecord, StepResult } from '../../../src/core/journal/record.ts'
import {
  minimumTlsStatement,
  tlsOnlyStatement,
} from '../../../src/core/statements/cooper-statements.ts'
import type { Step } from '../../../src/core/step.ts'
import { BUCKET, bucketEvent, OWNERS_STATEMENT, policyOf, rule } from '../../support/builders.ts'

const [TLS, MINIMUM] = [tlsOnlyStatement(BUCKET), minimumTlsStatement(BUCKET, '1.2')]
const OLD = policyOf(OWNERS_STATEMENT)

const put = (required: typeof TLS): Step => ({
  action: 'put',
  attribute: 'policy',
  controls: ['tls-only'],
  change: { required: [required], obsolete: [] },
})

const ENCRYPTION: Step = {
  action: 'put',
  attribute: 'encryption',
  controls: ['bucket-key'],
  change: { bucketKey: true },
}

const window = (second: number) => ({
  asked: `2026-11-20T09:30:0${second}.000Z`,
  read: `2026-11-20T09:30:0${second}.100Z`,
  written: `2026-11-20T09:30:0${second}.200Z`,
})

const done = (step: Step, second: number): StepResult => ({
  step,
  status: 'done',
  window: window(second),
})

function entry(steps: readonly StepResult[] | undefined, more: Partial<JournalEntry> = {}) {
  const record = steps && ({ before: { policy: OLD }, steps } as Partial<RemediationRecord>)
  return {
    version: 1,
    started: '2026-11-20T09:30:01.000Z',
    intent: { event: bucketEvent(), findings: [], steps: [put(TLS)], before: { policy: null } },
    notified: ['sns'],
    ...(record && { record: record as RemediationRecord }),
    ...more,
  } satisfies JournalEntry
}

describe('the writes of a journal entry', () => {
  test('begin with the value before the first write, and each continues from the one before', () => {
    const writes = ownWrites('policy', [entry([done(put(TLS), 1), done(put(MINIMUM), 2)])])
    expect(writes).toMatchObject([
      { before: OLD, put: policyOf(OWNERS_STATEMENT, TLS), isSure: true, restores: undefined },
      {
        before: policyOf(OWNERS_STATEMENT, TLS),
        put: policyOf(OWNERS_STATEMENT, TLS, MINIMUM),
        written: Date.parse('2026-11-20T09:30:02.200Z'),
      },
    ])
  })

  test('are sorted by their time, whichever entry was opened first', () => {
    const writes = ownWrites('policy', [entry([done(put(TLS), 5)]), entry([done(put(TLS), 3)])])
    expect(writes.map(({ asked }) => new Date(asked).getUTCSeconds())).toEqual([3, 5])
  })

  test.each<[string, Partial<StepResult>]>([
    ['the response never came', { status: 'failed' }],
    ['the run was killed', { status: 'interrupted' }],
    ['the time of the read is missing', { window: { ...window(1), read: undefined } as never }],
  ])('are doubtful if %s', (_, changes) => {
    expect(ownWrites('policy', [entry([{ ...done(put(TLS), 1), ...changes }])])).toMatchObject([
      { isSure: false },
    ])
  })

  test.each<[string, JournalEntry]>([
    ['the change was already there', entry([{ ...done(put(TLS), 1), status: 'unneeded' }])],
    ['S3 refused the change', entry([{ step: put(TLS), status: 'failed' }])],
    ['no change was needed', entry(undefined, { unneeded: true })],
    ['the change is of another attribute', entry([done(ENCRYPTION, 1)])],
  ])('are none if %s', (_, one) => {
    expect(ownWrites('policy', [one])).toEqual([])
  })

  test('are doubtful and without an end time if the entry is still open', () => {
    expect(ownWrites('policy', [entry(undefined)])).toMatchObject([
      { isSure: false, before: null, put: policyOf(TLS), written: Number.POSITIVE_INFINITY },
    ])
  })

  test('say which put they restore', () => {
    const step = {
      action: 'restore',
      attribute: 'policy',
      controls: [],
      value: OLD,
      expected: null,
    } as const
    expect(ownWrites('policy', [entry([done(step, 1)])])).toMatchObject([
      { put: OLD, restores: Date.parse(bucketEvent().time) },
    ])
  })

  test('of an encryption rule contain what Cooper required', () => {
    const before = { encryption: rule('aws:kms') }
    const record = { before, steps: [done(ENCRYPTION, 1)] } as unknown as RemediationRecord
    expect(ownWrites('encryption', [entry(undefined, { record })])).toMatchObject([
      { before: rule('aws:kms'), put: { ...rule('aws:kms'), BucketKeyEnabled: true } },
    ])
  })
})
