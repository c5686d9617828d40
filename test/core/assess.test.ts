import { expect, test } from 'vitest'
import { assess } from '../../src/core/assess.ts'
import { CONTROLS } from '../../src/core/controls/all.ts'
import { posture, SETTINGS } from '../support/builders.ts'

test('every control gives its verdict', () => {
  expect(assess(posture(), CONTROLS, SETTINGS)).toMatchObject([
    { control: 'default-encryption', verdict: 'compliant' },
    { control: 'tls-only', verdict: 'compliant' },
  ])
})

test("a control's own failure is an unknown of that control, and hides no other", () => {
  const broken = CONTROLS.map((control) =>
    control.id === 'tls-only'
      ? {
          ...control,
          evaluate: () => {
            throw new Error('broken')
          },
        }
      : control,
  )
  expect(assess(posture({ encryption: null }), broken, SETTINGS)).toMatchObject([
    { control: 'default-encryption', verdict: 'non-compliant' },
    { control: 'tls-only', verdict: 'unknown', reason: 'Cooper could not decide: broken' },
  ])
})
