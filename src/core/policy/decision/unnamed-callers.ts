import {
  type CallerIdentityKeys,
  type IdentityClass,
  identity,
  type Naming,
  SESSION,
} from './identity.ts'
import { DIGITS, NAME_SHAPE, PATH, type Segment, some, textShape } from './shapes.ts'

/**
 * The callers of each type whom the policy does not name: in accounts that it names, or (`undefined`) in any other
 * account.
 */
export function unnamedCallers(
  naming: Naming,
  accounts: readonly string[] | undefined,
): readonly IdentityClass[] {
  const of = (
    type: CallerIdentityKeys['type'],
    before: string,
    endings: readonly Segment[][],
  ): IdentityClass => {
    const id = accounts?.[0] ?? unlikelyAccount(naming.accounts.flat())
    const name = unlikelyName(type === 'role-session' ? 'any-role' : 'any-user', naming.arns)
    const start = `arn:${naming.partition}:${before}::`
    const middle = (endings[0] ?? []).map((segment) => ('text' in segment ? segment.text : name))
    return {
      type,
      sample: identity(type, start + id + middle.join(''), SESSION),
      arns: endings.map((ending) => [
        textShape(start),
        accounts?.length === 1 ? textShape(id) : some(DIGITS, 12),
        ...ending,
      ]),
      session: undefined,
      notArns: naming.arns,
      accounts,
      notAccounts: accounts === undefined ? naming.accounts.flat() : [],
    }
  }
  const root = of('root', 'iam', [[textShape(':'), textShape('root')]])
  const user = of('user', 'iam', withPath('user/'))
  const session = of('role-session', 'iam', withPath('role/'))
  const federated = of('federated-user', 'sts', [
    [textShape(':'), textShape('federated-user/'), some(NAME_SHAPE, 1, 32)],
  ])
  return accounts === undefined
    ? [user, session, root, federated]
    : [root, user, session, federated]
}

function withPath(kind: string): readonly Segment[][] {
  const name = some(NAME_SHAPE, 1, 64)
  return [
    [textShape(':'), textShape(kind), name],
    [textShape(':'), textShape(kind), some(PATH, 1, 510), textShape('/'), name],
  ]
}

function unlikelyName(name: string, named: readonly string[]): string {
  const isNamed = named.some((arn) => `${arn}/`.includes(`/${name}/`))
  return isNamed ? unlikelyName(`${name}-2`, named) : name
}

const UNLIKELY = ['444455556666', '555566667777', '666677778888', '777788889999']

function unlikelyAccount(named: readonly string[]): string {
  const likely = UNLIKELY.find((account) => !named.includes(account))
  if (likely !== undefined) return likely
  let number = 800_000_000_000
  while (named.includes(String(number))) number += 1
  return String(number)
}
