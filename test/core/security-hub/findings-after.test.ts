import { expect, test } from 'vitest'
import { assess } from '../../../src/core/assessment/assess.ts'
import { findingsAfter } from '../../../src/core/security-hub/findings-after.ts'
import { COMPLIANT_POLICY, circumstances, posture } from '../../support/builders.ts'

const found = (policy: Parameters<typeof posture>[0]) => assess(posture(policy), circumstances())

const before = found({ policy: null })
const [open] = before.filter(({ control }) => control === 'tls-only')

const verdictAfter = (remaining: typeof before) =>
  findingsAfter({ findings: before, remaining }).find(({ control }) => control === 'tls-only')

test('what a second look found open stays so, with the verdict of that look', () => {
  const unread = { ...(open ?? before[0]), verdict: 'unknown', reason: 'Not readable' } as const
  expect(verdictAfter([unread as (typeof before)[0]])).toMatchObject({ verdict: 'unknown' })
  expect(verdictAfter(open ? [open] : [])).toBe(open)
})

test('what it found no more is compliant, without the proof of before', () => {
  expect(verdictAfter([])).toEqual({
    ...{ control: 'tls-only', title: open?.title, mapping: open?.mapping },
    ...{ verdict: 'compliant', reason: 'Cooper looked again, and found it compliant' },
  })
})

test('what the settings do not ask for stays not applicable', () => {
  const after = findingsAfter({ findings: before, remaining: [] })
  expect(after.find(({ control }) => control === 'minimum-tls')?.verdict).toBe('not-applicable')
  expect(after).toHaveLength(before.length)
  expect(found({ policy: COMPLIANT_POLICY }).every((one) => one.verdict !== 'non-compliant')).toBe(
    true,
  )
})
