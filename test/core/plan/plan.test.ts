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
import { BUCKET, circumstances, everyMode, policyOf, posture } from '../../support/builders.ts'

const ALL: Partial<Settings> = { uploadEncryption: 'matching', minimumTls: '1.2' }

/** Where all of it stands there, so that nothing but the findings asks for a step. */
const MENDED = posture({
  policy: policyOf(
    tlsOnlyStatement(BUCKET),
    minimumTlsStatement(BUCKET, '1.2'),
    uploadAlgorithmStatement(BUCKET, { algorithm: 'AES256' }),
  ),
})

/** Steps for findings that are compliant but for these. */
function steps(
  verdicts: Partial<Record<ControlId, Finding['verdict']>>,
  settings: Partial<Settings> = ALL,
) {
  const findings = CONTROLS.map(
    ({ id, title, mapping }): Finding => ({
      control: id,
      title,
      mapping,
      verdict: verdicts[id] ?? 'compliant',
      reason: '',
    }),
  )
  return (['encryption', 'policy'] as const).flatMap((kind) =>
    plan(kind, findings, MENDED, circumstances(settings)).map(({ step, mode }) =>
      [mode, step.attribute, ...step.controls].join(' '),
    ),
  )
}

describe('the steps', () => {
  test.each<[string, Partial<Record<ControlId, Finding['verdict']>>, readonly string[]]>([
    ['nothing to do', {}, []],
    ['unknown is no licence to act', { 'tls-only': 'unknown', 'bucket-key': 'unknown' }, []],
    ['nor is exempt', { 'tls-only': 'exempt', 'default-encryption': 'exempt' }, []],
    ['only what falls short', { 'tls-only': 'non-compliant' }, ['remediate policy tls-only']],
    [
      'one put for all that concerns the rule',
      {
        'default-encryption': 'non-compliant',
        'bucket-key': 'non-compliant',
        'sse-c': 'non-compliant',
      },
      ['remediate encryption default-encryption bucket-key sse-c'],
    ],
    [
      'encryption first, one put of all statements second',
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

  test('of different modes are apart', () => {
    const modes = { ...everyMode('remediate'), 'minimum-tls': 'report' } as const
    const verdicts = { 'tls-only': 'non-compliant', 'minimum-tls': 'non-compliant' } as const
    expect(steps(verdicts, { ...ALL, modes })).toEqual([
      'remediate policy tls-only',
      'report policy minimum-tls',
    ])
  })

  test('of a control that is not asked for are none', () => {
    const verdicts = { 'tls-only': 'non-compliant' } as const
    expect(steps(verdicts, { controls: ['minimum-tls'] })).toEqual([])
  })
})
