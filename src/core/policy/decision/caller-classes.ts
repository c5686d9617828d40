import type { Policy } from '../document.ts'
import type { RequestClass } from '../request-class.ts'
import type { IdentityClass, Naming } from './identity.ts'
import { cloudFrontIdentities, namedCallers } from './named-callers.ts'
import type { Ties } from './tied-keys.ts'
import { unnamedCallers } from './unnamed-callers.ts'

/**
 * All types of callers but the anonymous one, beginning with the clearest example. Origin access identities of
 * CloudFront belong to no account and may send plain HTTP, but AWS does not document their keys: loosely tied only.
 */
export function identityClasses(
  policy: Policy,
  { bucket, callers }: RequestClass,
  ties: Ties,
): readonly IdentityClass[] {
  const naming = namingOf(policy, bucket.partition)
  const all = [
    ...unnamedCallers(naming, undefined),
    ...naming.accounts.flatMap((accounts) => unnamedCallers(naming, accounts)),
    ...naming.arns.flatMap((arn) => namedCallers(naming, arn)),
    ...(ties === 'loose' ? cloudFrontIdentities(policy, bucket.partition) : []),
  ].filter(({ type }) => callers.includes(type))
  const isRare = ({ type }: IdentityClass): boolean => type === 'federated-user'
  return [...all.filter((one) => !isRare(one)), ...all.filter(isRare)]
}

function namingOf({ statements }: Policy, partition: string): Naming {
  const account = new RegExp(`^(?:arn:${partition}:iam::)?(\\d{12})(?::root)?$`)
  const person = new RegExp(`^arn:${partition}:(iam|sts)::\\d{12}:[a-z-]+/`)
  const places = new Map<string, Set<number>>()
  const arns = new Set<string>()
  for (const [place, { effect, principals }] of statements.entries()) {
    if (effect === 'Allow') continue
    for (const { type, value } of principals.principals) {
      const id = type === 'AWS' ? account.exec(value)?.[1] : undefined
      if (id !== undefined) places.set(id, (places.get(id) ?? new Set()).add(place))
      if (type === 'AWS' && person.test(value)) arns.add(value)
    }
  }
  return { partition, accounts: groupsOf(places), arns: [...arns] }
}

/** Groups accounts that are named by the same statements. */
function groupsOf(
  places: ReadonlyMap<string, ReadonlySet<number>>,
): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>()
  for (const [id, where] of places) {
    const name = [...where].join()
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [id])
    else group.push(id)
  }
  return [...groups.values()]
}
