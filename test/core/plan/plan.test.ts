import { describe, expect, test } from 'vitest'
import { CONTROLS } from '../../../src/core/controls/all.ts'
import type { ControlId } from '../../../src/core/controls/ids.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { plan } from '../../../src/core/plan/plan.ts'
import type { Settings } from '../../../src/core/settings.ts'
import {
  minimumTlsStatement,
  tlsOnlyStatement,
  uploadAlgorithmStatement,
} from '../../../src/core/statements/cooper-statements.ts'
import {
  BUCKET,
  circumstances,
  everyMode,
  policyOf,
  posture,
  SETTINGS,
} from '../../support/builders.ts'

const ALL: Partial<Settings> = { uploadEncryption: 'matching', minimumTls: '1.2' }

/** A compliant bucket, so that only the findings cause steps. */
const COMPLIANT = posture({
  policy: policyOf(
    tlsOnlyStatement(BUCKET),
    minimumTlsStatement(BUCKET, '1.2'),
    uploadAlgorithmStatement(BUCKET, { algorithm: 'AES256' }),
  ),
})

/** The steps for findings that are compliant except these. */
function steps(
  verdicts: Partial<Record<ControlId, Finding['verdict']>>,
  settings: Partial<Settings> = ALL,
) {
  const findings = CONTROLS.map(
    ({ id, title, mapping }): Finding => ({
      control: id,
      title,
      mapping: mapping(SETTINGS),
      verdict: verdicts[id] ?? 'compliant',
      reason: '',
    }),
  )
  return (['encryption', 'policy'] as const).flatMap((kind) =>
    plan(kind, findings, COMPLIANT, circumstances(settings)).map(({ step, mode }) =>
      [mode, step.attribute, ...step.controls].join(' '),
    ),
  )
}

describe('the steps', () => {
  test.each<[string, Partial<Record<ControlId, Finding['verdict']>>, readonly string[]]>([
    ['nothing to do', {}, []],
    ['unknown causes no step', { 'tls-only': 'unknown', 'bucket-key': 'unknown' }, []],
    ['exempt causes no step', { 'tls-only': 'exempt', 'default-encryption': 'exempt' }, []],
    [
      'only the non-compliant control',
      { 'tls-only': 'non-compliant' },
      ['remediate policy tls-only'],
    ],
    [
      'one put for all controls of the encryption rule',
      {
        'default-encryption': 'non-compliant',
        'bucket-key': 'non-compliant',
        'sse-c': 'non-compliant',
      },
      ['remediate encryption default-encryption bucket-key sse-c'],
    ],
    [
      'encryption first, then one put of all statements',
      {
        'minimum-tls': 'non-compliant',
        'tls-only': 'non-compliant',
        'upload-encryption': 'non-compliant',
        'default-encryption': 'non-compliant',
      },
      [
        'remediate encryption default-encryption',
        'remediate policy upload-encryption tls-only minimum-tls',
      ],
    ],
  ])('%s', (_reason, verdicts, expected) => {
    const asksForBlock = 'sse-c' in verdicts
    expect(steps(verdicts, asksForBlock ? { ...ALL, sseC: 'block' } : ALL)).toEqual(expected)
  })

  test('for controls of different modes are separate', () => {
    const modes = { ...everyMode('remediate'), 'minimum-tls': 'report' } as const
    const verdicts = { 'tls-only': 'non-compliant', 'minimum-tls': 'non-compliant' } as const
    expect(steps(verdicts, { ...ALL, modes })).toEqual([
      'remediate policy tls-only',
      'report policy minimum-tls',
    ])
  })

  test('leave out controls that are not required', () => {
    const verdicts = { 'tls-only': 'non-compliant' } as const
    expect(steps(verdicts, { controls: ['minimum-tls'] })).toEqual([])
  })
})
