import type { PlainPolicy } from './read-policy.ts'
import { tokenize } from './tokens.ts'

const isTextual = (operator: string) => /^(string|arn)/.test(operator)

const textsOf = ({ denies }: PlainPolicy): readonly string[] =>
  denies.flatMap(({ resources, conditions }) => [
    ...resources.named,
    ...conditions.filter((one) => isTextual(one.operator)).flatMap((one) => one.values),
  ])

/** The keys that stand as variables in a policy. */
export function variablesOf(policy: PlainPolicy): readonly string[] {
  const { variables } = policy
  const tokens = textsOf(policy).flatMap((text) => tokenize(text, { wildcards: false, variables }))
  return [...new Set(tokens.flatMap((one) => (one.type === 'variable' ? [one.key] : [])))]
}

const MOST_WORDS = 6
const OTHER_WORDS = ['another', 'o-another', '111122223333', 'data']

/** Values to try for the variables: none, words of the policy, the bucket's name, and others. */
export function givenVariables(
  policy: PlainPolicy,
): readonly ReadonlyMap<string, readonly string[]>[] {
  const words = new Set(textsOf(policy).flatMap((text) => text.match(/[\w-]+/g) ?? []))
  const tried = [...words].slice(-MOST_WORDS)
  const values = [[], ...OTHER_WORDS.map((word) => [word]), ...tried.map((word) => [word])]
  return variablesOf(policy).reduce<readonly ReadonlyMap<string, readonly string[]>[]>(
    (all, key) => all.flatMap((one) => values.map((value) => new Map([...one, [key, value]]))),
    [new Map()],
  )
}
