import {
  type Identity,
  type IdentityClass,
  identity,
  type Naming,
  SESSION,
  shapeOf,
} from './identity.ts'
import { PATH, some, text } from './shapes.ts'

/** Whom an ARN in the policy stands for: a user, a federated user, the sessions of a role, or one session. */
export function namedCallers(naming: Naming, arn: string): readonly IdentityClass[] {
  const [, , , , account = '', resource = ''] = arn.split(':')
  const [kind = '', role = '', session] = resource.split('/')
  if (kind === 'assumed-role') return session ? sessionOf(naming, account, role, session) : []
  const type = TYPES.get(kind)
  return type === undefined ? [] : [exactly(type, arn, undefined)]
}

const TYPES: ReadonlyMap<string, Identity['type']> = new Map([
  ['user', 'user'],
  ['role', 'role-session'],
  ['federated-user', 'federated-user'],
])

function exactly(
  type: Identity['type'],
  principalArn: string,
  session: string | undefined,
): IdentityClass {
  return {
    type,
    sample: identity(type, principalArn, session ?? SESSION),
    arns: [shapeOf(principalArn)],
    session,
    notArns: [],
    accounts: undefined,
    notAccounts: [],
  }
}

// The ARN of a session leaves out the path of its role: it is one of the named roles, or another of that name.
function sessionOf(
  naming: Naming,
  account: string,
  role: string,
  session: string,
): readonly IdentityClass[] {
  const start = `arn:${naming.partition}:iam::${account}:role/`
  const plain = start + role
  const named = naming.arns.filter((arn) => arn.startsWith(start) && arn.endsWith(`/${role}`))
  const anyPath = [
    ...[text(`arn:${naming.partition}:iam::`), text(account), text(':'), text('role/')],
    ...[some(PATH, 1, 510), text('/'), text(role)],
  ]
  const other = exactly('role-session', plain, session)
  return [
    ...named.map((arn) => exactly('role-session', arn, session)),
    {
      ...other,
      sample: identity(
        'role-session',
        named.includes(plain) ? `${start}x/${role}` : plain,
        session,
      ),
      arns: [...other.arns, anyPath],
      notArns: named,
    },
  ]
}
