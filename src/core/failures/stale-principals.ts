import type { Json, PolicyDocument } from '../policy/document.ts'
import { isUniqueId } from '../policy/parsing/parse-principals.ts'
import { isObject } from '../policy/parsing/read-json.ts'
import { statementList } from '../policy/statement-list.ts'
import { statementNames } from '../policy/statement-names.ts'

/** A principal whose user, role or group is deleted: S3 shows it by its id, and takes it no more. */
interface StalePrincipal {
  readonly id: string
  readonly number: number
  readonly sid: unknown
}

/** In conditions such an id is a text like any other. */
export const stalePrincipals = ({ Statement }: PolicyDocument): readonly StalePrincipal[] =>
  statementList(Statement).flatMap((one, index) =>
    isObject(one) ? idsIn(one).map((id) => ({ id, number: index + 1, sid: one.Sid })) : [],
  )

function idsIn({ Principal, NotPrincipal }: { readonly [key: string]: Json }): readonly string[] {
  const named = [Principal, NotPrincipal].flatMap((one) => (isObject(one) ? [one.AWS].flat() : []))
  return named.filter((name) => typeof name === 'string').filter(isUniqueId)
}

const MOST_STALE = 5

/** What to do about them, each by its id and statement; `undefined` where there are none. */
export function remedyForStale(document: PolicyDocument): string | undefined {
  const stale = stalePrincipals(document)
  if (stale.length === 0) return undefined
  const named = stale
    .slice(0, MOST_STALE)
    .map((one) => `${one.id.slice(0, 40)} in ${statementNames([one])}`)
  const more = stale.length > MOST_STALE ? `, and ${stale.length - MOST_STALE} more` : ''
  return `A user, role or group that the bucket policy names was deleted, and S3 accepts it no more: ${named.join(', ')}${more}. Put the right principal there, or take it out, then Cooper can add its statement`
}
