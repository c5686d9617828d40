/**
 * Finds a request of a class that no Deny statement matches, or proves that there is none.
 *
 * A Deny statement matches when its principal, action, resource and every condition match. So a request is not denied
 * exactly when it fails one test of each Deny statement. The tests fall into dimensions that can be chosen
 * independently: the action, the object, each context key. The decision (in decision/) takes three steps.
 *
 * 1. What is not independent is settled first, case by case: who calls (caller-classes.ts), bucket or object, and keys
 *    that depend on each other (tied-keys.ts). Each statement then has a set of tests that can fail (situation.ts).
 * 2. The search (search.ts) begins with the likeliest request. While a statement matches it, the search makes one test
 *    of that statement after another fail, by a new choice in the dimension of the test. A statement whose tests
 *    cannot fail ends the branch. When all branches have ended, every request is denied.
 * 3. A dimension (choose-*.ts) returns a value that fails all required tests, or proves that there is none. For strings
 *    find-string.ts decides this by simulating all patterns together. For numbers, dates and addresses a few values
 *    represent all others.
 *
 * The answer is "denied" only if every possibility was tried. If the budget ran out, or a value could not be tried, the
 * answer is "not proven". The answer is "undenied" only with a request that the plain evaluator (evaluate.ts) does not
 * deny either. Where IAM's documentation is ambiguous, a statement counts as denying only what it denies under every
 * reading, and a counterexample must not be denied under any reading. A counterexample has only callers and context keys
 * that AWS documents. "Denied" must hold for every combination of context keys.
 */

import { ambiguityIn, emptyKey, isUndenied } from './decision/ambiguous.ts'
import type { Answer } from './decision/answer.ts'
import { searchRequest } from './decision/attempt.ts'
import { asked } from './decision/budget.ts'
import { deniesAll } from './decision/denies-all.ts'
import { type Look, newLook, partOf } from './decision/look.ts'
import { policyVariables } from './decision/questions.ts'
import type { SearchView } from './decision/situation.ts'
import type { Policy } from './document.ts'
import { scopeOf } from './evaluation/evaluate.ts'
import { knownValues, type RequestClass } from './request-class.ts'

/**
 * A request of the class that the policy does not deny, or that there is none, or that neither could be proven. Questions
 * about the same bucket share a look.
 */
export function findCounterexample(
  policy: Policy,
  requests: RequestClass,
  look: Look = newLook(),
): Answer {
  const { value } = asked(
    look,
    () =>
      deniedByOne(policy, requests) ??
      deniedByFew(policy, requests, look) ??
      decide(policy, requests, look),
  )
  return value
}

function decide(policy: Policy, requests: RequestClass, look: Look): Answer {
  // "Denied" must not depend on the keys and callers that AWS documents, since a request may have others.
  const loose = withSteps(0.88, look, () => searchRequest(policy, requests, LOOSE, look))
  if (loose.type === 'denied') return loose
  const judge = (reading: SearchView['reading'], variables: SearchView['variables']): Answer =>
    searchRequest(policy, requests, { reading, variables, ties: 'documented' }, look)
  const weak = judge('least', 'weakened')
  if (weak.type === 'denied')
    return loose.type === 'not-proven' ? loose : notProven(together(policy, requests))
  if (weak.type === 'undenied' && isUndenied(policy, weak.request, 'most')) return weak
  // There may be a counterexample. Prefer one that holds under every reading and with the values of policy variables.
  const { resolve } = scopeOf(policy.version, knownValues(requests), 'least')
  const variables = policyVariables(policy, resolve).size > 0 ? 'kept' : 'weakened'
  const clear = judge('most', variables)
  if (clear.type === 'undenied' && isUndenied(policy, clear.request, 'least')) return clear
  const unclear = [weak, variables === 'kept' ? judge('least', variables) : weak]
  const example = unclear.find(
    (one) => one.type === 'undenied' && isUndenied(policy, one.request, 'least'),
  )
  if (example?.type === 'undenied') {
    const ambiguity = ambiguityIn(policy, example.request)
    return ambiguity === undefined ? example : notProven(ambiguity)
  }
  if (weak.type === 'not-proven') return weak
  const empty = weak.type === 'undenied' ? emptyKey(weak.request) : undefined
  return notProven(empty === undefined ? undecided(policy, requests) : dependsOnEmpty(empty))
}

function deniedByOne({ statements, version }: Policy, requests: RequestClass): Answer | undefined {
  const scope = scopeOf(version, new Map(), 'least')
  const one = statements.find((statement) => deniesAll(statement, requests, scope))
  return one && { type: 'denied', by: [one] }
}

/** Asks a question for which only a share of the steps may be taken. */
function withSteps(share: number, look: Look, question: () => Answer): Answer {
  const all = Math.max(0, look.steps)
  look.steps = all * share
  const { value } = asked(look, question)
  look.steps = Math.max(0, look.steps) + all * (1 - share)
  return value
}

const MANY_STATEMENTS = 10
const OF_EVERY_CALLER = 'aws:principalisawsservice'

// In a long policy, the statements for all principals whose conditions are about TLS only mostly decide alone.
function deniedByFew(policy: Policy, requests: RequestClass, look: Look): Answer | undefined {
  const denies = policy.statements.filter(({ effect }) => effect === 'Deny')
  const few = denies.filter(
    ({ principals, conditions }) =>
      !principals.negated &&
      principals.principals.some(({ value }) => value === '*') &&
      conditions.every(({ key }) => requests.context.has(key) || key === OF_EVERY_CALLER),
  )
  const isPart = few.length > 0 && few.length < denies.length
  if (policy.statements.length <= MANY_STATEMENTS || !isPart) return undefined
  const part = partOf(policy, few, look)
  const answer = withSteps(1 / 28, look, () => searchRequest(part, requests, LOOSE, look))
  return answer.type === 'denied' ? answer : undefined
}

const LOOSE = { reading: 'least', variables: 'weakened', ties: 'loose' } as const

const notProven = (reason: string): Answer => ({ type: 'not-proven', reason })

const dependsOnEmpty = (key: string): string =>
  `It depends on whether an empty value of "${key}" counts as no value, which AWS does not document clearly. Write a Deny without a condition on this key`

function undecided(policy: Policy, requests: RequestClass): string {
  const { resolve } = scopeOf(policy.version, knownValues(requests), 'least')
  const named = quoted([...policyVariables(policy, resolve)])
  return `It depends on the values of the policy variables ${named}, which Cooper could not all try. Write a Deny without policy variables`
}

/** In lower case, as IAM compares keys. */
function quoted(keys: readonly string[]): string {
  const named = keys.slice(0, 3).map((key) => `"${key}"`)
  return named.join(', ') + (keys.length > named.length ? ' and others' : '')
}

/** What no documented request gets through, and an undocumented one may. */
function together({ statements }: Policy, { context }: RequestClass): string {
  const conditions = statements
    .filter(({ effect }) => effect === 'Deny')
    .flatMap((statement) => statement.conditions)
  const keys = [...new Set(conditions.map(({ key }) => key))].filter((key) => !context.has(key))
  if (keys.length === 0) return UNDOCUMENTED_CALLERS
  return `Every request is denied that has the context keys and values which AWS documents for it. Whether others exist is open, and they depend on ${quoted(keys)}. Write a Deny for everybody without conditions on such keys`
}

const UNDOCUMENTED_CALLERS =
  'Every request is denied by callers whose requests AWS documents. Whether others can send such requests, as the origin access identities of CloudFront can, is open. Write a Deny for everybody'
