import { appliesTo } from '../evaluation/principals.ts'
import { bucketArn, covers } from '../evaluation/resources.ts'
import { asked, type Budget } from './budget.ts'
import type { ChosenValues } from './choices.ts'
import type { NumberedStatement, Questions } from './questions.ts'
import type { Clause, Escape } from './search.ts'
import type { Situation, SituationAttempt } from './situation.ts'

/** What each Deny statement asks for, possible or not; those that leave the caller or the bucket out ask for nothing. */
export function clausesOf(
  attempt: SituationAttempt,
  situation: Situation,
  choices: ChosenValues,
): readonly Clause[] {
  const { questions, used } = attempt
  // What closed the way before is likely to do so again, and a single closed statement is enough.
  const first = questions.statements.filter(({ original }) => used.has(original))
  return [...new Set([...first, ...questions.statements])]
    .filter(({ statement }) => isConcerned(statement, attempt, situation))
    .map((numbered) => ({
      statement: numbered.original,
      escapes: waysOut(numbered, questions, choices),
    }))
}

/** The same without ways that nobody can take. One clause alone, where it is closed. */
export function possibleClauses(clauses: readonly Clause[], budget: Budget): readonly Clause[] {
  const possible: Clause[] = []
  const doubts: (string | undefined)[] = []
  for (const { statement, escapes: ways } of clauses) {
    const { value: escapes, doubt } = asked(budget, () => ways.filter(isPossible))
    const clause = { statement, escapes }
    if (escapes.length === 0 && doubt === undefined) return [clause]
    doubts.push(doubt)
    possible.push(clause)
  }
  budget.doubt ??= doubts.find((doubt) => doubt !== undefined)
  return possible
}

function isConcerned(
  { principals, resources }: NumberedStatement['statement'],
  { requests, scope }: SituationAttempt,
  { caller, kind }: Situation,
): boolean {
  const sample = caller === 'anonymous' ? { type: caller } : caller.sample
  if (!appliesTo(principals, sample, scope.reading)) return false
  return kind === 'object' || covers(resources, bucketArn(requests.bucket), scope)
}

function waysOut(
  { number, conditions }: NumberedStatement,
  questions: Questions,
  { action, object, keys }: ChosenValues,
): readonly Escape[] {
  const escapes: Escape[] = [{ dimension: action, test: number }]
  if (object !== undefined) escapes.push({ dimension: object, test: number })
  for (const test of conditions) {
    const dimension = keys.get(questions.conditions[test]?.key ?? '')
    if (dimension !== undefined) escapes.push({ dimension, test })
  }
  return escapes
}

function isPossible({ dimension, test }: Escape): boolean {
  return dimension.solve([test]) !== undefined
}
