import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPolicy } from './encoding/read-policy.ts'
import { findRequest, type SolverAnswer } from './find-request.ts'
import { groupOf } from './policies/policy-case.ts'
import { SETTLED } from './policies/settled.ts'
import { openProver } from './prove-policies.ts'
import type { Solver } from './solver.ts'

const ANSWERS: Readonly<Record<(typeof SETTLED)[number][2], SolverAnswer>> = {
  denied: 'no request',
  undenied: 'a request',
  open: 'depends on the reading',
}

let solver: Solver
beforeAll(async () => {
  solver = await openProver()
})
afterAll(() => solver.close())

describe('the solver alone decides as the page says', () => {
  test.each(SETTLED)('%s (%s)', async (_reason, _page, expected, document) => {
    const [plainHttp] = groupOf(0)
    const found = plainHttp && (await findRequest(solver, readPolicy(document), plainHttp))
    expect(found?.answer).toBe(ANSWERS[expected])
  })
})
