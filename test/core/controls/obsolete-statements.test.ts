import { describe, expect, test } from 'vitest'
import { assess } from '../../../src/core/assessment/assess.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { planSteps } from '../../../src/core/plan/plan.ts'
import type { Settings } from '../../../src/core/settings.ts'
import {
  denySseCStatement,
  minimumTlsStatement,
  tlsOnlyStatement,
  uploadAlgorithmStatement,
  uploadHeaderStatement,
} from '../../../src/core/statements/cooper-statements.ts'
import {
  BUCKET,
  circumstances,
  OWNERS_STATEMENT,
  policyOf,
  posture,
} from '../../support/builders.ts'

const UNSET: Partial<Settings> = {
  sseC: undefined,
  uploadEncryption: undefined,
  minimumTls: undefined,
}

/** A bucket with every statement that Cooper adds for a setting. */
const BEFORE = posture({
  policy: policyOf(
    OWNERS_STATEMENT,
    tlsOnlyStatement(BUCKET),
    minimumTlsStatement(BUCKET, '1.3'),
    denySseCStatement(BUCKET),
    uploadAlgorithmStatement(BUCKET, { algorithm: 'AES256' }),
    uploadHeaderStatement(BUCKET),
  ),
})

const findingsFor = (settings: Partial<Settings>) => assess(BEFORE, circumstances(settings))

const removedFor = (settings: Partial<Settings>) =>
  planSteps(findingsFor(settings), BEFORE, circumstances(settings)).flatMap((step) =>
    step.attribute === 'policy' ? step.change.obsolete : [],
  )

describe('a statement is removed only where its setting is given and no longer requires it', () => {
  test.each<[string, Partial<Settings>, readonly string[]]>([
    ['no setting is given', {}, []],
    ['MINIMUM_TLS_VERSION=none', { minimumTls: 'none' }, ['CooperMinimumTls']],
    ['SSE_C=keep', { sseC: 'keep' }, ['CooperDenySseC']],
    [
      'UPLOAD_ENCRYPTION=any',
      { uploadEncryption: 'any' },
      ['CooperUploadAlgorithm', 'CooperUploadKey', 'CooperUploadHeader'],
    ],
    [
      'UPLOAD_ENCRYPTION=matching, which needs the algorithm only',
      { uploadEncryption: 'matching' },
      ['CooperUploadKey', 'CooperUploadHeader'],
    ],
  ])('%s', (_, settings, removed) => {
    expect(removedFor({ ...UNSET, ...settings })).toEqual(removed)
  })
})

describe('where obsolete statements stay', () => {
  const KEPT: Partial<Settings> = { obsoleteStatements: 'keep' }

  test.each<[string, Partial<Settings>, Finding['verdict']]>([
    ['no version of TLS is required', { minimumTls: 'none' }, 'not-applicable'],
    ['a lower version of TLS is required', { minimumTls: '1.2' }, 'compliant'],
    ['SSE-C is allowed', { sseC: 'keep' }, 'not-applicable'],
    ['every upload is allowed', { uploadEncryption: 'any' }, 'not-applicable'],
    ['uploads without headers are allowed', { uploadEncryption: 'matching' }, 'compliant'],
  ])('the finding says so, and there is nothing to write: %s', (_, settings, verdict) => {
    const asked = { ...UNSET, ...settings, ...KEPT }
    expect(findingsFor(asked).filter(({ isObsolete }) => isObsolete)).toEqual([
      expect.objectContaining({
        verdict,
        reason: expect.stringMatching(/ is no longer required by the settings, and stays$/),
      }),
    ])
    expect(planSteps(findingsFor(asked), BEFORE, circumstances(asked))).toEqual([])
  })

  test('a remedy adds what is missing, and removes nothing', () => {
    const spoilt = posture({ policy: policyOf(uploadHeaderStatement(BUCKET)) })
    const here = circumstances({
      ...UNSET,
      ...KEPT,
      uploadEncryption: 'matching',
      minimumTls: '1.2',
    })
    const [step] = planSteps(assess(spoilt, here), spoilt, here)
    expect(step).toMatchObject({ attribute: 'policy', change: { obsolete: [] } })
    expect(step?.controls).toEqual(['upload-encryption', 'tls-only', 'minimum-tls'])
  })
})
