import { expect, test } from 'vitest'
import { newBudget, spend } from '../../../../src/core/policy/decision/budget.ts'
import { dimension, part } from '../../../../src/core/policy/decision/dimension.ts'

test('a question that lacked steps is asked again when there are more', () => {
  const budget = newBudget(5)
  const all = { fails: () => true }
  const hard = dimension(budget, () => (spend(budget, 10) ? all : undefined))
  expect(hard.solve([1])).toBeUndefined()
  expect(budget.doubt).toContain('too complex')
  budget.steps = 20
  expect(hard.solve([1])).toBe(all)
  expect(hard.solve([1])).toBe(all)
  expect(budget.steps).toBe(10)
})

test('a test that lacked steps is evaluated again when there are more', () => {
  const budget = newBudget(5)
  const { fails } = part({}, () => true, { budget, cost: () => 10 })
  expect(fails(1)).toBe(false)
  budget.steps = 20
  expect(fails(1)).toBe(true)
  expect(fails(1)).toBe(true)
  expect(budget.steps).toBe(10)
})
