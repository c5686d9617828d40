import type { Policy, Statement } from '../policy/document.ts'
import type { LoggedRequest } from './logged-request.ts'

/**
 * The paths of roles that a policy's texts mention, such as `service-role/`. A log has the ARN of a role's session, which
 * tells the name of the role without its path.
 */
export function rolePathsIn(policies: readonly (Policy | undefined)[]): readonly string[] {
  const texts = policies.flatMap((policy) => policy?.statements.flatMap(textsOf) ?? [])
  const paths = texts.flatMap((text) => /:role\/(.+\/)[^/]*$/.exec(text)?.[1] ?? [])
  return [...new Set(paths.map((path) => path.replace(/[*?]/g, 'x')))]
}

const textsOf = ({ principals, conditions }: Statement) => [
  ...principals.principals.map(({ value }) => value),
  ...conditions.flatMap(({ values }) => values),
]

/** The request, once for each ARN that the role of its caller can have. */
export function withRolePath(
  request: LoggedRequest,
  paths: readonly string[],
): readonly LoggedRequest[] {
  const { caller, facts } = request
  if (caller?.type !== 'role-session' || paths.length === 0) return [request]
  const withPath = (path: string): LoggedRequest => {
    const principalArn = caller.principalArn.replace(':role/', () => `:role/${path}`)
    return {
      ...request,
      caller: { ...caller, principalArn },
      facts: {
        valueOf: (key) => (key === 'aws:principalarn' ? [principalArn] : facts.valueOf(key)),
      },
    }
  }
  return [request, ...paths.map(withPath)]
}
