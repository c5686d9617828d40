import { ABSENT, exactly, type KeyConstraint } from '../request-class.ts'
import { constraintOf } from './choices.ts'
import { CALLER_KEYS, callerDimension } from './choose-caller.ts'
import { sampleOf, typeOfKey } from './condition-keys.ts'
import { type IdentityClass, identity, SESSION, shapeOf, usualUserId } from './identity.ts'
import type { Situation, SituationAttempt } from './situation.ts'
import { candidatesOf } from './typed-candidates.ts'

/** An attempt in which every policy variable has a value, and its situation. */
export type Settled = SituationAttempt & { readonly situation: Situation }

/**
 * Cases in which every policy variable has a value. They do not cover all values: enough to find a counterexample, not to
 * rule one out.
 */
export function settleVariables(
  attempt: SituationAttempt,
  situation: Situation,
): readonly Settled[] {
  const variables = attempt.unknown
  const words = [...SETTLED_WORDS, attempt.requests.bucket.name]
  const callers = exactCallers(attempt, situation.caller, words)
  const tries = callers.flatMap((caller, number) =>
    [false, true].map((present) => ({ caller, present, word: words[number] ?? '' })),
  )
  return tries.map(({ caller, present, word }) => {
    const who = caller === 'anonymous' ? new Map() : factsOf(caller)
    const what = [...variables]
      .filter((key) => !who.has(key))
      .map((key): [string, KeyConstraint] => {
        const constraint = constraintOf(key, attempt, situation)
        return [key, settledTo(key, constraint, present, word)]
      })
    const settled = new Map([...who, ...what])
    const resolve = (key: string): string | undefined =>
      settled.get(key)?.oneOf?.[0] ?? attempt.scope.resolve(key)
    return {
      ...attempt,
      dimensions: new Map(),
      scope: {
        ...{ ...attempt.scope, resolve },
        ...{ expanded: new Map(), tests: new Map(), patterns: new Map() },
      },
      situation: { ...situation, caller, settled },
    }
  })
}

/** Names and texts to try besides the usual ones, which a policy may exclude. The name of the bucket is another. */
const SETTLED_WORDS = ['', 'operator', '0']

function settledTo(
  key: string,
  { presence, oneOf }: KeyConstraint,
  present: boolean,
  word: string,
): KeyConstraint {
  if (presence === 'absent' || (presence !== 'present' && !present)) return ABSENT
  const isText = typeOfKey(key) === 'string' && word !== ''
  const texts = isText ? [word] : [...sampleOf(key), ...candidatesOf(typeOfKey(key), [])]
  const [value = ''] = oneOf ?? texts
  return exactly(value)
}

/** Some callers of the class: with likely names, and such that fail a condition on the caller. */
function exactCallers(
  { questions, scope, budget }: SituationAttempt,
  caller: Situation['caller'],
  words: readonly string[],
): readonly Situation['caller'][] {
  if (caller === 'anonymous') return words.map(() => caller)
  const { type, sample, arns, session } = caller
  const isNamed = arns[0]?.every((segment) => 'text' in segment)
  const usual = words.map((word) =>
    word === '' || isNamed ? sample.principalArn : renamed(sample.principalArn, word),
  )
  const { solve } = callerDimension(caller, questions.conditions, scope, budget)
  const others = questions.conditions
    .map(({ key }, test) => (CALLER_KEYS.includes(key) ? solve([test])?.caller : undefined))
    .map((found) =>
      found !== undefined && 'principalArn' in found ? found.principalArn : undefined,
    )
  const all = [...usual, ...new Set(others.filter((arn) => arn !== undefined))].slice(0, MOST_CASES)
  return all.map((principalArn) => ({
    ...caller,
    sample: identity(type, principalArn, session ?? SESSION),
    arns: [shapeOf(principalArn)],
  }))
}

const MOST_CASES = 12

function renamed(arn: string, name: string): string {
  return arn.endsWith(':root') ? arn : arn.slice(0, arn.lastIndexOf('/') + 1) + name
}

function factsOf(caller: IdentityClass): ReadonlyMap<string, KeyConstraint> {
  const { type, account, principalArn } = caller.sample
  const name = principalArn.slice(principalArn.lastIndexOf('/') + 1)
  const facts = new Map([
    ['aws:principalarn', exactly(principalArn)],
    ['aws:principalaccount', exactly(account)],
    ['aws:userid', exactly(usualUserId(caller))],
    ['aws:principalisawsservice', exactly('false')],
  ])
  return type === 'user' ? facts.set('aws:username', exactly(name)) : facts
}
