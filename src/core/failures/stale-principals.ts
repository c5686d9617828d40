import { awsPrincipals } from '../policy/aws-principals.ts'
import type { PolicyDocument } from '../policy/document.ts'
import { isUniqueId } from '../policy/parsing/parse-principals.ts'
import { isObject } from '../policy/parsing/read-json.ts'
import { statementList } from '../policy/statement-list.ts'
import { statementNames } from '../policy/statement-names.ts'

/** A principal whose user, role or group was deleted. S3 shows its unique id, and refuses a policy that contains it. */
interface StalePrincipal {
  readonly id: string
  readonly number: number
  readonly sid: unknown
}

/** In conditions S3 accepts such an id. */
export const stalePrincipals = ({ Statement }: PolicyDocument): readonly StalePrincipal[] =>
  statementList(Statement).flatMap((one, index) =>
    awsPrincipals(one)
      .filter(isUniqueId)
      .map((id) => ({ id, number: index + 1, sid: isObject(one) ? one.Sid : undefined })),
  )

const MOST_STALE = 5

/** What to do about deleted principals, by id and statement. `undefined` where there are none. */
export function remedyForStale(document: PolicyDocument): string | undefined {
  const stale = stalePrincipals(document)
  if (stale.length === 0) return undefined
  const named = stale
    .slice(0, MOST_STALE)
    .map((one) => `${one.id.slice(0, 40)} in ${statementNames([one])}`)
  const more = stale.length > MOST_STALE ? `, and ${stale.length - MOST_STALE} more` : ''
  return `The bucket policy names a user, role or group that was deleted, so S3 no longer accepts the policy: ${named.join(', ')}${more}. Replace or remove this principal, then Cooper can add its statement`
}
