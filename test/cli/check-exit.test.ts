import { expect, test } from 'vitest'
import { type ExitOptions, exitCodeOf } from '../../src/cli/check/check-exit.ts'
import type { Verdict } from '../../src/core/check/bucket-report.ts'
import { EMPTY_TALLY } from '../../src/core/check/check-summary.ts'

const counts = (...verdicts: readonly Verdict[]) => ({
  ...EMPTY_TALLY.verdicts,
  ...Object.fromEntries(verdicts.map((verdict) => [verdict, 1])),
})

const AS_EVER: ExitOptions = { failOn: 'unknown' }
const STRICT: ExitOptions = { failOn: 'unknown', strictExit: true }

test.each<[string, readonly Verdict[], ExitOptions, number]>([
  ['nothing is wrong', ['compliant', 'exempt', 'not-applicable'], AS_EVER, 0],
  ['a bucket is non-compliant', ['non-compliant', 'compliant'], AS_EVER, 1],
  ['a bucket is unknown', ['unknown', 'compliant'], AS_EVER, 1],
  [
    'a bucket is unknown, and only non-compliant ones count',
    ['unknown'],
    { failOn: 'non-compliant' },
    0,
  ],
  ['nothing counts', ['non-compliant', 'unknown'], { failOn: 'never' }, 0],
  ['only unknown, with a code of its own', ['unknown', 'exempt'], STRICT, 3],
  ['unknown and non-compliant, with a code of its own', ['unknown', 'non-compliant'], STRICT, 1],
  ['all is well, with a code of its own', ['compliant'], STRICT, 0],
  [
    'only unknown, which does not count',
    ['unknown'],
    { failOn: 'non-compliant', strictExit: true },
    0,
  ],
])('%s', (_reason, verdicts, options, code) => {
  const end = { verdicts: counts(...verdicts), hasGaps: false, isDelivered: true }
  expect(exitCodeOf(options, end)).toBe(code)
})

test.each<[string, boolean, boolean, ExitOptions, number]>([
  ['an account is left out', true, true, AS_EVER, 1],
  ['an account is left out, and nothing counts', true, true, { failOn: 'never' }, 1],
  ['an account is left out, with a code of its own', true, true, STRICT, 3],
  ['an output is not complete', false, false, { failOn: 'never', strictExit: true }, 1],
])('what was not done is never a success: %s', (_reason, hasGaps, isDelivered, options, code) => {
  expect(exitCodeOf(options, { verdicts: counts('compliant'), hasGaps, isDelivered })).toBe(code)
})
