import { appliesTo } from '../evaluation/principals.ts'
import { bucketArn, covers } from '../evaluation/resources.ts'
import { asked, type Budget } from './budget.ts'
import type { ChosenValues } from './choices.ts'
import type { NumberedStatement, Questions } from './questions.ts'
import type { Clause, DimensionTest } from './search.ts'
import type { Situation, SituationAttempt } from './situation.ts'

/** The tests of each Deny statement that applies to the caller and the bucket, including tests that cannot fail. */
export function clausesOf(
  attempt: SituationAttempt,
  situation: Situation,
  choices: ChosenValues,
): readonly Clause[] {
  const { questions, used } = attempt
  // A statement that denied all requests of one situation is likely to deny those of the next: try it first.
  const first = questions.statements.filter(({ original }) => used.has(original))
  return [...new Set([...first, ...questions.statements])]
    .filter(({ statement }) => isConcerned(statement, attempt, situation))
    .map((numbered) => ({
      statement: numbered.original,
      tests: testsOf(numbered, questions, choices),
    }))
}

/** The clauses without tests that cannot fail. Where no test of a clause can fail, only that clause. */
export function possibleClauses(clauses: readonly Clause[], budget: Budget): readonly Clause[] {
  const possible: Clause[] = []
  const doubts: (string | undefined)[] = []
  for (const { statement, tests: all } of clauses) {
    const { value: tests, doubt } = asked(budget, () => all.filter(canFail))
    const clause = { statement, tests }
    if (tests.length === 0 && doubt === undefined) return [clause]
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

function testsOf(
  { number, conditions }: NumberedStatement,
  questions: Questions,
  { action, object, keys }: ChosenValues,
): readonly DimensionTest[] {
  const tests: DimensionTest[] = [{ dimension: action, test: number }]
  if (object !== undefined) tests.push({ dimension: object, test: number })
  for (const test of conditions) {
    const dimension = keys.get(questions.conditions[test]?.key ?? '')
    if (dimension !== undefined) tests.push({ dimension, test })
  }
  return tests
}

function canFail({ dimension, test }: DimensionTest): boolean {
  return dimension.solve([test]) !== undefined
}
