import { type Encoding, encode } from './encoding/encode.ts'
import type { PlainPolicy } from './encoding/read-policy.ts'
import type { Situation } from './encoding/scene.ts'
import type { Term } from './encoding/smt.ts'
import { givenVariables } from './encoding/variables.ts'
import type { ProvenClass } from './facts/classes.ts'
import type { CallerKind } from './facts/keys.ts'
import type { Satisfiable, Solver } from './solver.ts'

/** Whether there is a request that no statement denies. It may depend on what AWS's pages leave open. */
export type SolverAnswer = 'no request' | 'a request' | 'depends on the reading' | 'time limit'

export interface Found {
  readonly answer: SolverAnswer
  readonly example: string
}

/** Looks for a request in every situation, under every reading of what is open. */
export async function findRequest(
  solver: Solver,
  policy: PlainPolicy,
  requests: ProvenClass,
): Promise<Found> {
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

/** Tries the readings one by one: the request may not rest on one of them. */
export async function underEveryReading(
  solver: Solver,
  encoding: Encoding,
  lenient: readonly string[] = [],
): Promise<Satisfiable> {
  for (const reading of readingsOf(encoding, lenient)) {
    const answer = await solver.ask(encoding, reading)
    if (answer !== 'sat') return answer
  }
  return 'sat'
}

const MOST_READINGS = 16

function readingsOf(
  { doubts }: Encoding,
  lenient: readonly string[],
): readonly (readonly Term[])[] {
  const strict = [...doubts].filter((one) => !lenient.includes(one))
  const count = Math.min(2 ** strict.length, MOST_READINGS)
  return Array.from({ length: count }, (_, index) =>
    strict.map((name, bit) =>
      (index >> bit) % 2 === 0 ? `(not |doubt: ${name}|)` : `|doubt: ${name}|`,
    ),
  )
}
