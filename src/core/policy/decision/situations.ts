import type { Policy } from '../document.ts'
import { actionGroups } from './action-keys.ts'
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
    ties === 'documented'
      ? combinationsOfTiedKeys(mentioned, requests)
      : looseCombinations(mentioned)
  const targets = requests.resources.flatMap((kind) =>
    actionGroups(kind, mentioned, requests, ties).map((actions) => ({ kind, actions })),
  )
  for (const caller of everyCaller(policy, { requests, ties })) {
    for (const target of targets) {
      for (const tied of combinations) yield { caller, ...target, tied, settled: new Map() }
    }
  }
}

function* everyCaller(
  policy: Policy,
  { requests, ties }: Pick<SituationAttempt, 'requests' | 'ties'>,
): Generator<Situation['caller']> {
  if (requests.callers.includes('anonymous')) yield 'anonymous'
  yield* identityClasses(policy, requests, ties)
}
