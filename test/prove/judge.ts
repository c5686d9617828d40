import { requestData } from '../../src/core/explain/request-data.ts'
import type { Json } from '../../src/core/policy/document.ts'
import { findCounterexample } from '../../src/core/policy/find-counterexample.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import { type Encoding, encode } from './encoding/encode.ts'
import { nameOfInexpressible } from './encoding/inexpressible.ts'
import { type PlainPolicy, readPolicy } from './encoding/read-policy.ts'
import type { Situation } from './encoding/scene.ts'
import type { Term } from './encoding/smt.ts'
import { givenVariables, variablesOf } from './encoding/variables.ts'
import type { ProvenClass } from './facts/classes.ts'
import type { CallerKind } from './facts/keys.ts'
import { type NamedRequest, pinRequest, situationOf, usesOfRequest } from './pin.ts'
import type { Satisfiable, Solver } from './solver.ts'

export type Verdict =
  | { readonly type: 'agreed'; readonly answer: 'denied' | 'undenied' }
  | { readonly type: 'not proven'; readonly solver: SolverAnswer }
  | { readonly type: 'not expressible'; readonly reason: string }
  | { readonly type: 'time limit' }
  | { readonly type: 'refused' }
  | { readonly type: 'disagreement'; readonly reason: string; readonly request: string }

/** Whether there is a request that no statement denies. It may depend on what AWS's pages leave open. */
export type SolverAnswer = 'no request' | 'a request' | 'depends on the reading' | 'time limit'

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
      return await accept(solver, policy, requests, requestData(answer.request))
    }
    const found = await search(solver, policy, requests)
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

interface Found {
  readonly answer: SolverAnswer
  readonly example: string
}

/** Looks for a request in every situation, under every reading of what is open. */
async function search(solver: Solver, policy: PlainPolicy, requests: ProvenClass): Promise<Found> {
  let best: Found = { answer: 'no request', example: '' }
  for (const situation of situationsOf(policy, requests)) {
    const encoding = encode(policy, situation)
    const answer = await solver.ask(encoding)
    if (answer === 'unknown') best = { answer: 'time limit', example: '' }
    if (answer !== 'sat') continue
    const example = `${situation.caller}, ${situation.target}: ${await solver.example(encoding)}`
    const certain = await underEveryReading(solver, encoding)
    best = { answer: answerOf(certain), example }
    if (certain === 'sat') return best
  }
  return best
}

function answerOf(certain: Satisfiable): SolverAnswer {
  if (certain === 'unknown') return 'time limit'
  return certain === 'sat' ? 'a request' : 'depends on the reading'
}

const OF_CLOUDFRONT = ':iam::cloudfront:'

function situationsOf(policy: PlainPolicy, requests: ProvenClass): readonly Situation[] {
  const callers: readonly CallerKind[] = JSON.stringify(policy).includes(OF_CLOUDFRONT)
    ? [...requests.callers, 'cloudfront']
    : requests.callers
  const { variables } = policy
  const givens = givenVariables(policy)
  return callers.flatMap((caller) =>
    requests.targets.flatMap((target) =>
      givens.map((given) => ({ requests, caller, target, variables, given })),
    ),
  )
}

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
  const answer = await underEveryReading(solver, encoding)
  if (answer === 'sat') return { type: 'agreed', answer: 'undenied' }
  if (answer === 'unknown') return { type: 'time limit' }
  const possible = await solver.ask({ ...encoding, denied: [] })
  return disagreement(
    possible === 'unsat' ? 'nobody could send the request' : 'a statement denies the request',
  )
}

/** Tries the readings one by one: the request may not rest on one of them. */
async function underEveryReading(solver: Solver, encoding: Encoding): Promise<Satisfiable> {
  for (const reading of readingsOf(encoding)) {
    const answer = await solver.ask(encoding, reading)
    if (answer !== 'sat') return answer
  }
  return 'sat'
}

/** AWS says that it "might" deny a caller that `NotPrincipal` names without its account: Cooper may name such a caller. */
const LENIENT = ['NotPrincipal needs the account, too']

const MOST_READINGS = 16

function readingsOf({ doubts }: Encoding): readonly (readonly Term[])[] {
  const strict = [...doubts].filter((one) => !LENIENT.includes(one))
  const count = Math.min(2 ** strict.length, MOST_READINGS)
  return Array.from({ length: count }, (_, index) =>
    strict.map((name, bit) =>
      (index >> bit) % 2 === 0 ? `(not |doubt: ${name}|)` : `|doubt: ${name}|`,
    ),
  )
}
