import type { Policy } from '../document.ts'
import { identityClasses } from './caller-classes.ts'
import type { Situation, SituationAttempt } from './situation.ts'
import { looseWays, waysOfTiedKeys } from './tied-keys.ts'

/** Every case that the search must look into by itself, the most telling first. */
export function* everySituation(
  policy: Policy,
  { questions, requests, ties }: SituationAttempt,
): Generator<Situation> {
  const mentioned = new Set(questions.conditions.map(({ key }) => key))
  const ways = ties === 'documented' ? waysOfTiedKeys(mentioned) : looseWays(mentioned)
  for (const caller of everyCaller(policy, { questions, requests })) {
    for (const kind of requests.resources) {
      for (const tied of ways) yield { caller, kind, tied, settled: new Map() }
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
