import { afterAll, beforeAll, expect, test } from 'vitest'
import { TABLES } from './policies/tables.ts'
import { openProver, provePolicies } from './prove-policies.ts'
import type { Solver } from './solver.ts'

const SEED = 1
/** Every sixth hand-written policy, and some generated ones: `npm run prove` judges thousands. */
const INDEXES = [
  ...TABLES.flatMap((_, index) => (index % 6 === 0 ? [index] : [])),
  ...Array.from({ length: 60 }, (_, nth) => TABLES.length + nth),
]

let solver: Solver
beforeAll(async () => {
  solver = await openProver()
})
afterAll(() => solver.close())

test('the solver agrees with Cooper', async () => {
  const counts = new Map<string, number>()
  const disagreements: string[] = []
  for await (const { index, policy, requests, verdict } of provePolicies(solver, SEED, INDEXES)) {
    const type = verdict.type === 'agreed' ? verdict.answer : verdict.type
    counts.set(type, (counts.get(type) ?? 0) + 1)
    if (verdict.type !== 'disagreement') continue
    disagreements.push(`policy ${index}, ${policy.name}, ${requests.name}: ${verdict.reason}`)
  }
  expect(disagreements).toEqual([])
  // Both answers must occur often, or the law would be empty.
  expect(counts.get('denied')).toBeGreaterThan(30)
  expect(counts.get('undenied')).toBeGreaterThan(30)
  expect(counts.get('time limit') ?? 0).toBe(0)
})
