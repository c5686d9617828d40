import { describe, expect, test } from 'vitest'
import { assess } from '../../../src/core/assessment/assess.ts'
import { endingOf, notesOf } from '../../../src/core/digest/note.ts'
import type { Exemption, Finding } from '../../../src/core/finding.ts'
import type { RemediationRecord } from '../../../src/core/journal/record.ts'
import { recordOf } from '../../../src/core/journal/record-of.ts'
import { bucketEvent, circumstances, exemptTag, posture } from '../../support/builders.ts'

const SWEEP = '20261120T031500Z-17793124'
const TIME = '2026-11-20T03:20:00.000Z'

const findings = (changes: Parameters<typeof posture>[0] = {}, tag?: string) =>
  assess(posture(changes), circumstances({}, { tags: exemptTag(tag) }))

const record = (changed: Partial<RemediationRecord> = {}): RemediationRecord => ({
  ...recordOf(
    {
      event: bucketEvent(),
      findings: findings({ policy: null }),
      attempts: [],
      before: { policy: null },
      after: posture(),
      remaining: [],
    },
    new Date(TIME),
  ),
  ...changed,
})

const step = {
  action: 'put',
  attribute: 'policy',
  controls: ['tls-only'],
  change: { required: [], obsolete: [] },
} as const

describe('a note', () => {
  test('of a remediated bucket says what was done', () => {
    const steps = [
      { step, status: 'done', statements: [{ sid: 'CooperTlsOnly', change: 'added' }] },
    ] as const
    expect(notesOf(record({ outcome: 'remediated', steps }), SWEEP)).toEqual([
      {
        ...{ version: 1, sweep: SWEEP, kind: 'remediated', time: TIME },
        ...{ account: '123456789012', bucket: 'cooper-example-bucket' },
        lines: ['- The bucket had no policy. It now has one with the statement "CooperTlsOnly".'],
      },
    ])
  })

  test('of a bucket that could not be fixed says why, and what to do', () => {
    const failure = { code: 'AccessDenied', reason: 'S3 refused', remedy: 'let it' }
    const remaining = findings({ policy: null }).filter(({ control }) => control === 'tls-only')
    const [note] = notesOf(
      record({ outcome: 'failed', steps: [{ step, status: 'failed', failure }], remaining }),
      SWEEP,
    )
    expect(note?.lines).toEqual([
      '- S3 refused.',
      '  What to do: let it.',
      expect.stringMatching(/^- tls-only: /),
    ])
  })

  test('leaves out an exemption by request', () => {
    const remaining = findings({ policy: null }, 'all').filter(({ exemption }) => exemption)
    expect(remaining).not.toEqual([])
    const [note] = notesOf(record({ outcome: 'remediated', remaining }), SWEEP)
    expect(note?.lines.join('\n')).not.toContain('Exempt by the tag')
  })

  test.each([
    ['of 600 characters is not cut', 600, 600],
    ['of 601 is cut', 601, 600],
    ['of 6,000 is cut', 6_000, 600],
  ])('a line %s', (_reason, length, expected) => {
    const reason = 'x'.repeat(length - '- .'.length)
    const failure = { code: 'MalformedPolicy', reason, remedy: 'ask' }
    const [note] = notesOf(
      record({ outcome: 'failed', steps: [{ step, status: 'failed', failure }] }),
      SWEEP,
    )
    expect(note?.lines[0]).toHaveLength(expected)
    expect(note?.lines[0]?.endsWith('…')).toBe(length > 600)
  })

  test('is short, however long the text of a policy is', () => {
    const remaining = findings({ policy: null }).map(
      (finding): Finding => ({ ...finding, reason: 'long '.repeat(10_000) }),
    )
    const [note] = notesOf(record({ outcome: 'unknown', remaining }), SWEEP)
    expect(JSON.stringify(note).length).toBeLessThan(5_000)
  })
})

describe('an exemption that ends soon', () => {
  const exempted = (until: string | undefined, by: Exemption['by'] = 'tag') =>
    findings({ policy: null }).map(
      (finding): Finding => ({
        ...finding,
        verdict: 'exempt',
        exemption: { by, reason: 'Exempt', ...(until && { until }) },
      }),
    )

  test.each([
    ['today', '2026-11-20', true],
    ['in two weeks', '2026-12-04', true],
    ['in two weeks and a day', '2026-12-05', false],
    ['never', undefined, false],
  ])('%s', (_, until, isTold) => {
    const about = { account: '123456789012', bucket: 'b', time: TIME, sweep: SWEEP }
    const ending = endingOf(exempted(until), about)
    expect(ending.map((note) => note.until)).toEqual(isTold ? [until] : [])
  })

  test('is reported together with the other notes of the bucket', () => {
    const notes = notesOf(
      record({ outcome: 'remediated', remaining: exempted('2026-11-30') }),
      SWEEP,
    )
    expect(notes.map(({ kind, until }) => [kind, until])).toEqual([
      ['remediated', undefined],
      ['ending', '2026-11-30'],
    ])
  })
})
