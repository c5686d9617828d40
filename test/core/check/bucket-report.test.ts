import { describe, expect, test } from 'vitest'
import {
  type BucketReport,
  openFindings,
  type Verdict,
  verdictOf,
} from '../../../src/core/check/bucket-report.ts'
import { CONTROLS } from '../../../src/core/controls/all.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { SETTINGS } from '../../support/builders.ts'

const findingsOf = (...verdicts: readonly Verdict[]): readonly Finding[] =>
  CONTROLS.slice(0, verdicts.length).map(({ id, title, mapping }, index) => ({
    ...{ control: id, title, mapping: mapping(SETTINGS), reason: 'for a reason' },
    verdict: verdicts[index] ?? 'unknown',
  }))

describe('the verdict on a bucket is its worst finding', () => {
  test.each<[string, readonly Verdict[], string | undefined, Verdict]>([
    ['all compliant', ['compliant', 'compliant'], undefined, 'compliant'],
    ['one control exempt', ['compliant', 'exempt'], undefined, 'exempt'],
    ['one unknown, one exempt', ['exempt', 'unknown', 'compliant'], undefined, 'unknown'],
    [
      'one non-compliant, one unknown',
      ['unknown', 'non-compliant', 'exempt'],
      undefined,
      'non-compliant',
    ],
    ['no control is asked for', ['not-applicable', 'not-applicable'], undefined, 'not-applicable'],
    [
      'one compliant, the others not asked for',
      ['not-applicable', 'compliant'],
      undefined,
      'compliant',
    ],
    ['the bucket could not be read', [], 'Cannot reach it', 'unknown'],
    [
      'the check stopped halfway, and was compliant so far',
      ['compliant'],
      'Cannot reach it',
      'unknown',
    ],
  ])('%s', (_reason, verdicts, error, expected) => {
    const report: Pick<BucketReport, 'findings' | 'error'> = {
      findings: findingsOf(...verdicts),
      ...(error !== undefined && { error }),
    }
    expect(verdictOf(report)).toBe(expected)
  })
})

test('the open findings: worst verdict first, then the order of controls', () => {
  const findings = findingsOf('unknown', 'compliant', 'exempt', 'non-compliant', 'non-compliant')
  expect(openFindings({ findings }).map(({ control }) => control)).toEqual([
    'upload-encryption',
    'tls-only',
    'default-encryption',
  ])
})
