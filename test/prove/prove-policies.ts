import type { ProvenClass } from './facts/classes.ts'
import { judge, type Verdict } from './judge.ts'
import { policyOf } from './policies/generated.ts'
import type { PolicyCase } from './policies/policy-case.ts'
import { openSolver, type Solver } from './solver.ts'

/** One answer to one question: a policy, and a class of requests. */
export interface Judged {
  readonly index: number
  readonly policy: PolicyCase
  readonly requests: ProvenClass
  readonly verdict: Verdict
}

const SOLVER_LIMIT = 10_000

export const openProver = (): Promise<Solver> => openSolver(SOLVER_LIMIT)

/** Judges the policies of a seed, one after another. */
export async function* provePolicies(
  solver: Solver,
  seed: number,
  indexes: Iterable<number>,
): AsyncGenerator<Judged> {
  for (const index of indexes) {
    const policy = policyOf(seed, index)
    for (const requests of policy.classes) {
      yield { index, policy, requests, verdict: await judge(solver, policy.document, requests) }
    }
  }
}
