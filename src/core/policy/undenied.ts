/**
 * Which request of a class does no Deny statement match?
 *
 * A Deny statement matches when its principal, action, resource and every condition do. So a request gets through
 * exactly when it fails one test of each Deny statement, and those tests fall into dimensions that can be chosen
 * apart: the action, the object, each context key. The decision takes three steps.
 *
 * 1. What does not fall apart is settled first, case by case: who calls (caller-classes.ts), bucket or object, and
 *    keys that hang together (tied-keys.ts). This leaves each statement with its possible ways out (situation.ts).
 * 2. The search (search.ts) begins with the likeliest request. While some statement matches it, it takes that
 *    statement's ways out one after another, and chooses anew in the one dimension concerned. A statement without a
 *    way out ends the branch; when all branches have ended, every request is denied.
 * 3. A dimension (choose-*.ts) gives a value that fails all the tests wanted of it, or knows that there is none. For
 *    strings find-string.ts decides that, by walking all patterns at once; for numbers, dates and addresses a few
 *    values stand for all.
 *
 * "Denied" is only ever said when nothing was left untried: a bound that was reached, or a value that could not be
 * tried, makes it "not proven". "Undenied" is only ever said with a request that the plain evaluator (evaluate.ts)
 * does not deny either. Where IAM's documentation is vague, a statement counts as denying only what it denies under
 * every reading; an example is sought that gets through under every reading, too.
 */
import { type Budget, newBudget } from './budget.ts'
import { choicesOf } from './choices.ts'
import { clausesOf } from './clauses.ts'
import type { Reading } from './conditions.ts'
import type { Policy, Statement } from './document.ts'
import { isDenied, isMatch } from './evaluate.ts'
import { questionsOf, variablesOf } from './questions.ts'
import type { Request } from './request.ts'
import type { RequestClass } from './request-class.ts'
import { requestOf } from './request-of.ts'
import { findEscape } from './search.ts'
import { settle } from './settle.ts'
import type { Attempt, Situation } from './situation.ts'
import { everySituation } from './situations.ts'

export type Answer =
  | { readonly type: 'denied'; readonly by: readonly Statement[] }
  | { readonly type: 'undenied'; readonly request: Request }
  | { readonly type: 'not-proven'; readonly reason: string }

/** A request of the class that the policy does not deny, if there is one. */
export function findUndenied(policy: Policy, requests: RequestClass): Answer {
  const budget = newBudget(STEPS)
  const weak = attempt(policy, requests, 'least', 'weakened', budget)
  if (weak.type === 'denied') return weak
  if (weak.type === 'undenied' && isUndenied(policy, weak.request, 'most')) return weak
  // Some example gets through, or may: one that does under every reading is better, and variables are to be minded.
  const variables = variablesOf(policy).size > 0 ? 'kept' : 'weakened'
  const clear = attempt(policy, requests, 'most', variables, budget)
  if (clear.type === 'undenied' && isUndenied(policy, clear.request, 'least')) return clear
  if (weak.type === 'undenied' && isUndenied(policy, weak.request, 'least')) return weak
  const exact = attempt(policy, requests, 'least', variables, budget)
  if (exact.type === 'undenied' && isUndenied(policy, exact.request, 'least')) return exact
  const reason = 'Whether its variables let a request through could not be decided'
  return weak.type === 'not-proven' ? weak : { type: 'not-proven', reason }
}

function isUndenied(policy: Policy, request: Request, reading: Reading): boolean {
  if (isDenied(policy, request)) return false
  return !policy.statements.some(
    (statement) =>
      statement.effect === 'Deny' && isMatch(statement, request, policy.version, reading),
  )
}

const STEPS = 250_000

function attempt(
  policy: Policy,
  requests: RequestClass,
  reading: Reading,
  variables: 'weakened' | 'kept',
  budget: Budget,
): Answer {
  const questions = questionsOf(policy, variables)
  const scope = { version: policy.version, reading, resolve: () => undefined, tests: new Map() }
  const used = new Set<Statement>()
  const common = {
    questions,
    requests,
    scope,
    budget,
    used,
    dimensions: new Map(),
    actions: new Map(),
  }
  for (const situation of everySituation(policy, common)) {
    const cases =
      variables === 'kept'
        ? settle(common, situation, variablesOf(policy))
        : [{ ...common, situation }]
    for (const { situation: settled, ...one } of cases) {
      const request = escapeFrom(one, settled)
      if (request !== undefined) return { type: 'undenied', request }
    }
  }
  if (budget.doubt !== undefined) return { type: 'not-proven', reason: budget.doubt }
  return { type: 'denied', by: [...used] }
}

function escapeFrom(attempt: Attempt, situation: Situation): Request | undefined {
  const choices = choicesOf(attempt, situation)
  const clauses = clausesOf(attempt, situation, choices)
  const parts = findEscape({ ...attempt, clauses, dimensions: choices.all })
  return parts === undefined ? undefined : requestOf(parts, attempt.requests)
}
