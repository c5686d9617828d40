import type { DeclaredBucket, DeclaredPolicy } from './declarations.ts'
import { type Choose, explore } from './readings/explore.ts'
import { mayBeEqual } from './readings/may-be-equal.ts'
import { hasSymbol, reasonOf } from './readings/symbols.ts'

/** The policies of templates, by the bucket that each is for. */
export interface PoliciesByBucket {
  /** The policies that may be for a bucket of one of these names. */
  readonly candidates: (names: readonly string[]) => readonly DeclaredPolicy[]
}

const MOST_NAMES = 32

/** All names that something may have. */
export const possibleNames = (read: (choose: Choose) => string): readonly string[] => [
  ...new Set(explore(read, MOST_NAMES).readings.map(({ value }) => value)),
]

export const namesOfBucket = ({ read }: DeclaredBucket): readonly string[] =>
  possibleNames((choose) => read(choose)?.bucket.name ?? '')

export function policiesByBucket(policies: readonly DeclaredPolicy[]): PoliciesByBucket {
  const byName = new Map<string, DeclaredPolicy[]>()
  const open: { readonly policy: DeclaredPolicy; readonly names: readonly string[] }[] = []
  for (const policy of policies) {
    const names = possibleNames(policy.bucketName)
    for (const name of names) byName.set(name, [...(byName.get(name) ?? []), policy])
    if (names.some(hasSymbol)) open.push({ policy, names })
  }
  return {
    candidates(names) {
      const named = names.flatMap((name) => byName.get(name) ?? [])
      const others = open.filter(({ names: own }) =>
        own.some((one) => names.some((name) => mayBeEqual(one, name))),
      )
      // A policy on a known name may be for a bucket whose name is not known.
      const literal = names.some(hasSymbol)
        ? [...byName].filter(([one]) => names.some((name) => mayBeEqual(one, name)))
        : []
      return [
        ...new Set([
          ...named,
          ...others.map(({ policy }) => policy),
          ...literal.flatMap(([, ones]) => ones),
        ]),
      ]
    },
  }
}

/** Whether a policy is for a bucket in this reading. */
export function isPolicyOf(
  policy: DeclaredPolicy,
  bucket: { readonly name: string; readonly isNamed: boolean },
  choose: Choose,
): boolean {
  const name = policy.bucketName(choose)
  if (name === bucket.name) return true
  // CloudFormation generates the other names, so that nobody knows them before.
  if (!bucket.isNamed || !mayBeEqual(name, bucket.name)) return false
  const because = `${policy.path.replace(/PolicyDocument$/, 'Bucket')}: ${reasonOf(name) || reasonOf(bucket.name)}`
  return choose(`${name} is ${bucket.name}`, [false, true], because)
}
