import { meets } from './conditions.ts'
import { type KeyUses, usesOf } from './key-uses.ts'
import { type Keys, openKeys } from './keys.ts'
import { matchesResource } from './match-text.ts'
import { concernsCaller } from './principals.ts'
import type { Choice, PlainPolicy, PlainStatement } from './read-policy.ts'
import { type Collected, openScene, type Scene, type Situation } from './scene.ts'
import { allOf, anyOf, not, type Term } from './smt.ts'
import { actionOf, resourceOf } from './target.ts'
import { tieKeys } from './ties.ts'
import { languageOf, tokenize } from './tokens.ts'

export interface Encoding extends Collected {
  /** For each Deny, whether it matches the request. */
  readonly denied: readonly Term[]
}

/** Says in the solver's words what a request of a situation is, and which statements deny it. `pin` may say more of the request. */
export function encode(
  policy: PlainPolicy,
  situation: Situation,
  mentioned: KeyUses = new Map(),
  pin: (scene: Scene) => void = () => {},
): Encoding {
  const scene = openScene(situation)
  const uses = new Map([...mentioned, ...usesOf(policy)])
  const keys = openKeys(scene, uses)
  pin(scene)
  for (const name of uses.keys()) keys(name)
  tieKeys(scene, keys, uses)
  return { ...scene, denied: policy.denies.map((statement) => denies(scene, keys, statement)) }
}

function denies(scene: Scene, keys: Keys, statement: PlainStatement): Term {
  return allOf([
    concernsCaller(scene, statement.principals),
    oneOf(statement.actions, (pattern) => actionOf(scene).isIn(actionsLike(pattern))),
    oneOf(statement.resources, (pattern) =>
      matchesResource(scene, keys, resourceOf(scene), pattern),
    ),
    ...statement.conditions.map((condition) => meets(scene, keys, condition)),
  ])
}

function oneOf(choice: Choice<string>, matches: (named: string) => Term): Term {
  const named = anyOf(choice.named.map(matches))
  return choice.except ? not(named) : named
}

/** The names of actions have no letter case, and no variables. */
const actionsLike = (pattern: string) =>
  languageOf(tokenize(pattern.toLowerCase(), { wildcards: true, variables: false }))
