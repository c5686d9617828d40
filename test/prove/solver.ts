import { init, killThreads } from 'z3-solver'
import type { Encoding } from './encoding/encode.ts'
import { type FreeText, membership } from './encoding/scene.ts'
import { allOf, anyOf, FALSE, not, type Term } from './encoding/smt.ts'
import { type Combination, combinationsOf } from './texts/combinations.ts'

/** `unknown` is an answer, too: within its limit, the solver found neither a request nor that there is none. */
export type Satisfiable = 'sat' | 'unsat' | 'unknown'

export interface Solver {
  readonly ask: (encoding: Encoding, more?: readonly Term[]) => Promise<Satisfiable>
  /** The values that the solver chose. */
  readonly example: (encoding: Encoding) => Promise<string>
  /** Ends the threads of z3, which keep the process alive. */
  readonly close: () => Promise<void>
}

/** Opens z3, once in a process. */
export async function openSolver(milliseconds: number): Promise<Solver> {
  const { Z3, em } = await init()
  const context = Z3.mk_context(Z3.mk_config())
  const limit = Z3.mk_params(context)
  Z3.params_inc_ref(context, limit)
  Z3.params_set_uint(context, limit, Z3.mk_string_symbol(context, 'timeout'), milliseconds)

  async function solve(encoding: Encoding, more: readonly Term[]) {
    const terms = termsOf(encoding, more)
    if (terms.includes(FALSE)) return { answer: 'unsat' as const, values: '' }
    const solver = Z3.mk_simple_solver(context)
    Z3.solver_inc_ref(context, solver)
    Z3.solver_set_params(context, solver, limit)
    // Read in one call: a text that is handed to an asynchronous call may be overwritten while it is read.
    Z3.solver_from_string(context, solver, problem(encoding, terms))
    const code = await Z3.solver_check(context, solver)
    const answer = code === 1 ? 'sat' : code === -1 ? 'unsat' : 'unknown'
    const model = answer === 'sat' ? Z3.solver_get_model(context, solver) : undefined
    const values = model === undefined ? '' : Z3.model_to_string(context, model)
    Z3.solver_dec_ref(context, solver)
    return { answer, values } as const
  }
  return {
    ask: async (encoding, more = []) => (await solve(encoding, more)).answer,
    example: async (encoding) => readExample(encoding, (await solve(encoding, [])).values),
    close: () => killThreads(em),
  }
}

/** What holds for a request that no statement denies. */
const termsOf = ({ required, denied, texts }: Encoding, more: readonly Term[]): readonly Term[] => [
  ...new Set([...required, ...denied.map(not), ...more, ...[...texts].map(choiceOf)]),
]

/** The solver chooses one of the combinations of languages in which there is a text. */
function choiceOf([name, free]: readonly [string, FreeText]): Term {
  return anyOf(
    combinations(free).map(({ memberships }) =>
      allOf(
        memberships.map((isMember, index) =>
          isMember ? membership(name, index) : not(membership(name, index)),
        ),
      ),
    ),
  )
}

const known = new Map<string, readonly Combination[]>()

function combinations({ base, languages, longest }: FreeText): readonly Combination[] {
  const key = [base, ...languages].map(({ id }) => id).join()
  const found = known.get(key) ?? combinationsOf(base, languages, longest)
  known.set(key, found)
  return found
}

const problem = ({ declared }: Encoding, terms: readonly Term[]): string =>
  [
    ...[...declared].map(([name, sort]) => `(declare-const ${name} ${sort})`),
    ...terms.map((term) => `(assert ${term})`),
  ].join('\n')

/** The solver's values, with a text for each choice of languages. */
function readExample({ texts }: Encoding, model: string): string {
  const values = new Map(
    model.split('\n').map((line): [string, string] => {
      const [name = '', value = ''] = line.split(' -> ')
      return [name.startsWith('|') ? name : `|${name}|`, value]
    }),
  )
  const chosen = [...texts].map(([name, free]) => {
    const fitting = combinations(free).find(({ memberships }) =>
      memberships.every((one, index) => (values.get(membership(name, index)) === 'true') === one),
    )
    return `${name}: ${JSON.stringify(fitting?.text)}`
  })
  const others = [...values].filter(([name]) => name !== '||' && !/ in \d+\|$/.test(name))
  return [...chosen, ...others.map(([name, value]) => `${name} ${value}`)].join(', ')
}
