import { requestData } from '../../src/core/explain/request-data.ts'
import type { Json } from '../../src/core/policy/document.ts'
import { findCounterexample } from '../../src/core/policy/find-counterexample.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import { encode } from './encoding/encode.ts'
import { nameOfInexpressible } from './encoding/inexpressible.ts'
import { type PlainPolicy, readPolicy } from './encoding/read-policy.ts'
import { variablesOf } from './encoding/variables.ts'
import type { ProvenClass } from './facts/classes.ts'
import { type Found, findRequest, type SolverAnswer, underEveryReading } from './find-request.ts'
import { type NamedRequest, pinRequest, situationOf, usesOfRequest } from './pin.ts'
import type { Solver } from './solver.ts'

export type Verdict =
  | { readonly type: 'agreed'; readonly answer: 'denied' | 'undenied' }
  | { readonly type: 'not proven'; readonly solver: SolverAnswer }
  | { readonly type: 'not expressible'; readonly reason: string }
  | { readonly type: 'time limit' }
  | { readonly type: 'refused' }
  | { readonly type: 'disagreement'; readonly reason: string; readonly request: string }

/** Asks Cooper and the solver the same question about a policy. */
export async function judge(
  solver: Solver,
  document: Json,
  requests: ProvenClass,
): Promise<Verdict> {
  const parsed = parseOrRefuse(document)
  if (parsed === undefined) return { type: 'refused' }
  const answer = findCounterexample(parsed, requests.cooper)
  try {
    const policy = readPolicy(document)
    if (answer.type === 'undenied') {
      return await accept(
        solver,
        policy,
        requests,
        requestData(answer.request, (key) => key),
      )
    }
    const found = await findRequest(solver, policy, requests)
    return answer.type === 'denied'
      ? compareDenied(found, policy)
      : { type: 'not proven', solver: found.answer }
  } catch (error) {
    const reason = nameOfInexpressible(error)
    if (reason === undefined) throw error
    return { type: 'not expressible', reason }
  }
}

function parseOrRefuse(document: Json) {
  try {
    return parsePolicy(document)
  } catch {
    return undefined
  }
}

function compareDenied({ answer, example }: Found, policy: PlainPolicy): Verdict {
  if (answer === 'time limit') return { type: 'time limit' }
  if (answer !== 'no request') {
    return { type: 'disagreement', reason: 'Cooper says denied', request: example }
  }
  // The values of a variable are without number: only some were tried.
  return variablesOf(policy).length > 0
    ? { type: 'not expressible', reason: 'all values of a variable' }
    : { type: 'agreed', answer: 'denied' }
}

/**
 * Whom `NotPrincipal` spares, AWS says with "might" only. Cooper may name a caller that is spared by one reading: it says "not denied"
 * then, where "not proven" would have the same effect.
 */
const LENIENT = [
  'NotPrincipal needs the account, too',
  'an account in NotPrincipal spares all its callers',
]

/** Whether the request that Cooper names is one of the class, and no statement denies it under any reading. */
async function accept(
  solver: Solver,
  policy: PlainPolicy,
  requests: ProvenClass,
  request: NamedRequest,
): Promise<Verdict> {
  const disagreement = (reason: string): Verdict => ({
    type: 'disagreement',
    reason,
    request: JSON.stringify(request),
  })
  const uses = usesOfRequest(request, policy)
  const situation = situationOf(request, requests, policy, uses)
  if (!requests.callers.includes(situation.caller)) return disagreement('no caller of the class')
  const encoding = encode(policy, situation, uses, pinRequest(request))
  const answer = await underEveryReading(solver, encoding, LENIENT)
  if (answer === 'sat') return { type: 'agreed', answer: 'undenied' }
  if (answer === 'unknown') return { type: 'time limit' }
  const possible = await solver.ask({ ...encoding, denied: [] })
  return disagreement(
    possible === 'unsat' ? 'nobody could send the request' : 'a statement denies the request',
  )
}
