/**
 * Which request of a class does no Deny statement match?
 *
 * A Deny statement matches when its principal, action, resource and every condition do. So a request gets through
 * exactly when it fails one test of each Deny statement, and those tests fall into dimensions that can be chosen
 * apart: the action, the object, each context key. The decision (in decision/) takes three steps.
 *
 * 1. What does not fall apart is settled first, case by case: who calls (caller-classes.ts), bucket or object, and
 *    keys that hang together (tied-keys.ts). This leaves each statement with its possible ways out (situation.ts).
 * 2. The search (search.ts) begins with the likeliest request. While some statement matches it, it takes that
 *    statement's ways out one after another, and chooses anew in the one dimension concerned. A statement without a
 *    way out ends the branch; when all branches have ended, every request is denied.
 * 3. A dimension (choose-*.ts) gives a value that fails all the tests required of it, or knows that there is none. For
 *    strings find-string.ts decides that, by walking all patterns at once; for numbers, dates and addresses a few
 *    values stand for all.
 *
 * "Denied" is only ever said when nothing was left untried: a bound that was reached, or a value that could not be
 * tried, makes it "not proven". "Undenied" is only ever said with a request that the plain evaluator (evaluate.ts)
 * does not deny either. Where IAM's documentation is vague, a statement counts as denying only what it denies under
 * every reading; an example is sought that gets through under every reading, too. "Denied" must hold, too, whichever
 * context keys come together; an example that has them as AWS documents is preferred.
 */
import type { Answer } from './decision/answer.ts'
import { type SearchView, searchRequest } from './decision/attempt.ts'
import { newBudget } from './decision/budget.ts'
import { contestedBy, isUndenied } from './decision/contested.ts'
import { deniesAll } from './decision/denies-all.ts'
import { policyVariables } from './decision/questions.ts'
import type { Policy } from './document.ts'
import { scopeOf } from './evaluation/evaluate.ts'
import type { Request } from './request.ts'
import type { RequestClass } from './request-class.ts'

/** A request of the class that the policy does not deny, if there is one. */
export function findCounterexample(policy: Policy, requests: RequestClass): Answer {
  const plain = deniedByOne(policy, requests) ?? deniedByFew(policy, requests)
  if (plain) return plain
  const budget = newBudget(STEPS)
  const judge = (reading: SearchView['reading'], variables: SearchView['variables']): Answer =>
    searchRequest(policy, requests, { reading, variables, ties: 'documented' }, budget)
  const weak = judge('least', 'weakened')
  if (weak.type === 'denied') {
    return restsOnKeys(policy, requests) ? confirmDenied(policy, requests) : weak
  }
  if (weak.type === 'undenied' && isUndenied(policy, weak.request, 'most')) return weak
  // Some example gets through, or may: one that does under every reading is better, and variables are to be minded.
  const variables = policyVariables(policy).size > 0 ? 'kept' : 'weakened'
  const clear = judge('most', variables)
  if (clear.type === 'undenied' && isUndenied(policy, clear.request, 'least')) return clear
  const unclear = [weak, variables === 'kept' ? judge('least', variables) : weak]
  const example = unclear.find(
    (one) => one.type === 'undenied' && isUndenied(policy, one.request, 'least'),
  )
  if (example?.type === 'undenied') {
    const contested = contestedBy(policy, example.request)
    return contested === undefined ? example : notProven(vague(contested))
  }
  return weak.type === 'not-proven' ? weak : notProven(UNDECIDED)
}

/** The work of one round; measured by `npm run bench`. */
const STEPS = 200_000

function deniedByOne({ statements, version }: Policy, requests: RequestClass): Answer | undefined {
  const scope = scopeOf(version, new Map(), 'least')
  const one = statements.find((statement) => deniesAll(statement, requests, scope))
  return one && { type: 'denied', by: [one] }
}

const MANY_STATEMENTS = 10

// Of a long policy, the statements on everybody and on nothing but TLS mostly decide by themselves.
function deniedByFew(policy: Policy, requests: RequestClass): Answer | undefined {
  const few = policy.statements.filter(
    ({ effect, principals, conditions }) =>
      effect === 'Deny' &&
      !principals.negated &&
      principals.principals.some(({ value }) => value === '*') &&
      conditions.every(({ key }) => requests.context.has(key)),
  )
  if (policy.statements.length <= MANY_STATEMENTS || few.length === 0) return undefined
  const answer = searchRequest(
    { ...policy, statements: few },
    requests,
    LOOSE,
    newBudget(STEPS / 20),
  )
  return answer.type === 'denied' ? answer : undefined
}

const LOOSE = { reading: 'least', variables: 'weakened', ties: 'loose' } as const

const notProven = (reason: string): Answer => ({ type: 'not-proven', reason })

const vague = (number: number) =>
  `It rests on statement ${number}, a part of which AWS does not document how it reads`
const UNDECIDED = 'Whether what depends on the request itself lets one through could not be decided'

/** Whether what AWS documents of context keys may have had a part in the answer. */
function restsOnKeys({ statements }: Policy, { context }: RequestClass): boolean {
  return statements.some(
    ({ effect, conditions }) =>
      effect === 'Deny' && conditions.some(({ key }) => !context.has(key)),
  )
}

// "Denied" must not rest on which keys AWS says come together, or with whom: our own statement does not, and is safe.
function confirmDenied(policy: Policy, requests: RequestClass): Answer {
  const loose = searchRequest(policy, requests, LOOSE, newBudget(STEPS))
  if (loose.type === 'denied') return loose
  if (loose.type !== 'undenied' || namesNobody(loose.request)) return notProven(TOGETHER)
  return isUndenied(policy, loose.request, 'least') ? loose : notProven(TOGETHER)
}

const TOGETHER = 'It rests on which context keys come together'

// Possible by one page of AWS's documentation and impossible by another: enough for a doubt, not for an example.
const namesNobody = ({ caller, context }: Request): boolean =>
  caller.type === 'anonymous' &&
  ['aws:userid', 'aws:principalaccount'].some((key) => context.has(key))
