import type { Policy, Statement } from '../document.ts'
import type { Request } from '../request.ts'
import type { RequestClass } from '../request-class.ts'
import type { Answer } from './answer.ts'
import { asked, isUsedUp, newBudget, spend } from './budget.ts'
import { choicesOf } from './choices.ts'
import { clausesOf, possibleClauses } from './clauses.ts'
import type { DimensionPart } from './dimension.ts'
import { type Look, viewOf } from './look.ts'
import { requestOf } from './request-of.ts'
import { findChoices, type SearchState } from './search.ts'
import { settleVariables } from './settle.ts'
import type { SearchView, Situation, SituationAttempt } from './situation.ts'
import { everySituation } from './situations.ts'

/** Searches every situation for a request that is not denied. */
export function searchRequest(
  policy: Policy,
  requests: RequestClass,
  seen: SearchView,
  look: Look,
): Answer {
  const { ties, variables } = seen
  const view = viewOf(policy, requests, seen, look)
  const { questions, unknown } = view
  const used = new Set<Statement>()
  const common = { ...view, requests, budget: look, ties, used }
  const parts = questions.statements.length + questions.conditions.length + unknown.size
  const cost = parts * STEPS_PER_PART[variables]
  for (const situation of everySituation(policy, common)) {
    if (isUsedUp(look)) break
    const cases =
      variables === 'kept' ? settleVariables(common, situation) : [{ ...common, situation }]
    for (const { situation: settled, ...one } of cases) {
      if (!spend(look, cost)) break
      const request = findRequest(one, settled)
      if (request !== undefined) return { type: 'undenied', request }
    }
  }
  if (look.doubt !== undefined) return { type: 'not-proven', reason: look.doubt }
  return { type: 'denied', by: [...used] }
}

/** What a situation costs, for each statement, condition and policy variable. With values of variables it shares nothing. */
const STEPS_PER_PART = { weakened: 12, kept: 40 }

function findRequest(attempt: SituationAttempt, situation: Situation): Request | undefined {
  const choices = choicesOf(attempt, situation)
  const clauses = clausesOf(attempt, situation, choices)
  const search = { ...attempt, clauses, dimensions: choices.all }
  const parts =
    shortcut(search) ??
    findChoices({ ...search, clauses: possibleClauses(clauses, attempt.budget) })
  return parts === undefined ? undefined : requestOf(parts, attempt.requests)
}

// A counterexample is mostly close to the likeliest request, so the search tries few tests at first. Where a statement
// denied all requests before, there is mostly no counterexample.
const FEW_STEPS = 300

function shortcut(search: SearchState): readonly DimensionPart[] | undefined {
  if (search.used.size > 0) return undefined
  const brief = { ...search, budget: newBudget(FEW_STEPS), used: new Set<Statement>() }
  return asked(search.budget, () => findChoices(brief)).value
}
