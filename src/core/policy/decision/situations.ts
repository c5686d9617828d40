import type { Policy } from '../document.ts'
import { identityClasses } from './caller-classes.ts'
import type { Situation, SituationAttempt } from './situation.ts'
import { combinationsOfTiedKeys, looseCombinations } from './tied-keys.ts'

/** All cases that are searched separately, beginning with the clearest examples. */
export function* everySituation(
  policy: Policy,
  { questions, requests, ties }: SituationAttempt,
): Generator<Situation> {
  const mentioned = new Set(questions.conditions.map(({ key }) => key))
  const combinations =
    ties === 'documented' ? combinationsOfTiedKeys(mentioned) : looseCombinations(mentioned)
  for (const caller of everyCaller(policy, { questions, requests })) {
    for (const kind of requests.resources) {
      for (const tied of combinations) yield { caller, kind, tied, settled: new Map() }
    }
  }
}

function* everyCaller(
  policy: Policy,
  { requests }: Pick<SituationAttempt, 'questions' | 'requests'>,
): Generator<Situation['caller']> {
  if (requests.callers.includes('anonymous')) yield 'anonymous'
  yield* identityClasses(policy, requests)
}
