import { describe, expect, test } from 'vitest'
import type { BucketReport, Verdict } from '../../../src/core/check/bucket-report.ts'
import { changesSince, newVerdict } from '../../../src/core/check/changes.ts'
import { addNew, addReport, EMPTY_TALLY, NO_COUNTS } from '../../../src/core/check/check-summary.ts'
import { CONTROLS } from '../../../src/core/controls/all.ts'
import { BUCKET, SETTINGS } from '../../support/builders.ts'

const KEY = `${BUCKET.account}/${BUCKET.name}`

const reportOf = (verdict: Verdict): BucketReport => ({
  ...{ bucket: BUCKET, steps: [] },
  findings: CONTROLS.filter(({ id }) => id === 'tls-only').map(({ id, title, mapping }) => ({
    ...{ control: id, title, mapping: mapping(SETTINGS), verdict, reason: 'for a reason' },
  })),
})

describe('what changed since an earlier check', () => {
  test.each<[string, Verdict | undefined, Verdict, 'new' | 'solved' | 'still' | undefined]>([
    ['it was not checked then', undefined, 'non-compliant', 'new'],
    ['it held then', 'compliant', 'non-compliant', 'new'],
    ['it was not asked for then', 'not-applicable', 'non-compliant', 'new'],
    ['its exemption ended', 'exempt', 'non-compliant', 'new'],
    ['it was unknown, and is known to fail', 'unknown', 'non-compliant', 'new'],
    ['it became unknown', 'compliant', 'unknown', 'new'],
    ['it fails as before', 'non-compliant', 'non-compliant', 'still'],
    ['it failed, and is unknown now', 'non-compliant', 'unknown', 'still'],
    ['it is unknown as before', 'unknown', 'unknown', 'still'],
    ['it was fixed', 'non-compliant', 'compliant', 'solved'],
    ['it was exempted', 'non-compliant', 'exempt', 'solved'],
    ['it can be read again', 'unknown', 'compliant', 'solved'],
    ['nothing is asked for any more', 'non-compliant', 'not-applicable', 'solved'],
    ['it holds as before', 'compliant', 'compliant', undefined],
    ['it is new, and holds', undefined, 'compliant', undefined],
    ['it is exempt as before', 'exempt', 'exempt', undefined],
  ])('%s: %s, then %s', (_reason, before, now, kind) => {
    const verdicts = new Map<string, Verdict>(before ? [['tls-only', before]] : [])
    const changes = changesSince(new Map([[KEY, verdicts]]), reportOf(now))
    const expected = { new: [], solved: [], still: [], ...(kind && { [kind]: ['tls-only'] }) }
    expect(changes).toEqual(expected)
  })

  test('a bucket that was not there has only new findings, one that was not readable was unknown', () => {
    const report = reportOf('non-compliant')
    expect(changesSince(new Map(), report).new).toEqual(['tls-only'])
    expect(changesSince(new Map([[KEY, undefined]]), reportOf('unknown')).still).toEqual([
      'tls-only',
    ])
  })
})

test('only what is new counts against a baseline', () => {
  const noted = (verdict: Verdict, fresh: boolean): BucketReport => ({
    ...reportOf(verdict),
    changes: { new: fresh ? ['tls-only'] : [], solved: [], still: fresh ? [] : ['tls-only'] },
  })
  expect(newVerdict(noted('non-compliant', true))).toBe('non-compliant')
  expect(newVerdict(noted('non-compliant', false))).toBe(undefined)
  expect(newVerdict({ ...noted('unknown', true), findings: [], error: 'It did not answer' })).toBe(
    'unknown',
  )
  const reports = [
    noted('non-compliant', true),
    noted('non-compliant', false),
    noted('unknown', true),
  ]
  expect(reports.reduce(addNew, NO_COUNTS)).toMatchObject({ 'non-compliant': 1, unknown: 1 })
  expect(reports.reduce(addReport, EMPTY_TALLY).changes).toEqual({ new: 2, solved: 0, still: 1 })
})
