import { describe, expect, test } from 'vitest'
import {
  type BucketReport,
  openFindings,
  type Verdict,
  verdictOf,
} from '../../../src/core/check/bucket-report.ts'
import { CONTROLS } from '../../../src/core/controls/all.ts'
import type { Finding } from '../../../src/core/finding.ts'

const findingsOf = (...verdicts: readonly Verdict[]): readonly Finding[] =>
  CONTROLS.slice(0, verdicts.length).map(({ id, title, mapping }, index) => ({
    ...{ control: id, title, mapping, reason: 'for a reason' },
    verdict: verdicts[index] ?? 'unknown',
  }))

describe('the verdict on a bucket is the worst one', () => {
  test.each<[string, readonly Verdict[], string | undefined, Verdict]>([
    ['all is well', ['compliant', 'compliant'], undefined, 'compliant'],
    ['left alone', ['compliant', 'exempt'], undefined, 'exempt'],
    [
      'not known, though the rest is left',
      ['exempt', 'unknown', 'compliant'],
      undefined,
      'unknown',
    ],
    [
      'proven, whatever else is not known',
      ['unknown', 'non-compliant', 'exempt'],
      undefined,
      'non-compliant',
    ],
    ['could not be looked at', [], 'Cannot reach it', 'unknown'],
    ['checked halfway, and all well so far', ['compliant'], 'Cannot reach it', 'unknown'],
  ])('%s', (_reason, verdicts, error, expected) => {
    const report: Pick<BucketReport, 'findings' | 'error'> = {
      findings: findingsOf(...verdicts),
      ...(error !== undefined && { error }),
    }
    expect(verdictOf(report)).toBe(expected)
  })
})

test('what is open: the worst first, else in the order of the controls', () => {
  const findings = findingsOf('unknown', 'compliant', 'exempt', 'non-compliant', 'non-compliant')
  expect(openFindings({ findings }).map(({ control }) => control)).toEqual([
    'upload-encryption',
    'tls-only',
    'default-encryption',
  ])
})
