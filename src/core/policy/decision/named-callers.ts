import type { Policy } from '../document.ts'
import {
  type CallerIdentityKeys,
  type IdentityClass,
  identity,
  type Naming,
  SESSION,
  shapeOf,
} from './identity.ts'
import { PATH, SPACED_NAME, some, textShape } from './shapes.ts'

/** The callers that an ARN in the policy stands for: a user, a federated user, the sessions of a role, or one session. */
export function namedCallers(naming: Naming, arn: string): readonly IdentityClass[] {
  const [, , , , account = '', resource = ''] = arn.split(':')
  const [kind = '', role = '', session] = resource.split('/')
  if (kind === 'assumed-role') return session ? sessionOf(naming, account, role, session) : []
  const type = NAMED_CALLER_TYPES.get(kind)
  return type === undefined ? [] : [exactPattern(type, arn, undefined)]
}

const NAMED_CALLER_TYPES: ReadonlyMap<string, CallerIdentityKeys['type']> = new Map([
  ['user', 'user'],
  ['role', 'role-session'],
  ['federated-user', 'federated-user'],
])

function exactPattern(
  type: CallerIdentityKeys['type'],
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

// The ARN of a session does not contain the path of its role: it may be a named role, or another one of that name.
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
    ...[
      textShape(`arn:${naming.partition}:iam::`),
      textShape(account),
      textShape(':'),
      textShape('role/'),
    ],
    ...[some(PATH, 1, 510), textShape('/'), textShape(role)],
  ]
  const other = exactPattern('role-session', plain, session)
  return [
    ...named.map((arn) => exactPattern('role-session', arn, session)),
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

/** The identities that CloudFront uses for its requests: those that the policy names, and any other. */
export function cloudFrontIdentities(
  { statements }: Policy,
  partition: string,
): readonly IdentityClass[] {
  const start = `arn:${partition}:iam::cloudfront:user/`
  const named = statements
    .flatMap(({ principals }) => principals.principals.map(({ value }) => value))
    .filter((arn) => arn.startsWith(start))
  const other = exactPattern('user', `${start}CloudFront Origin Access Identity E1`, undefined)
  const anyName = [...shapeOf(start).slice(0, -1), some(SPACED_NAME, 1, 128)]
  return [
    ...[...new Set(named)].map((arn) => exactPattern('user', arn, undefined)),
    { ...other, arns: [anyName], notArns: named },
  ]
}
