import type { PolicyDocument } from './document.ts'
import { listOf } from './own-statement.ts'
import { isObject } from './read-json.ts'
import { isUnaltered } from './recognise.ts'
import type { BucketId } from './resources.ts'

/** The policy without the statements of Cooper's under these Sids that nobody altered. `null`: there is no policy, or none left. */
export function withoutOwn(
  policy: PolicyDocument | null,
  sids: readonly string[],
  bucket: BucketId,
): PolicyDocument | null {
  if (policy === null) return null
  const statements = listOf(policy.Statement)
  const isGone = (statement: (typeof statements)[number]) =>
    isObject(statement) &&
    sids.some((sid) => sid === statement.Sid) &&
    isUnaltered(statement, bucket)
  const Statement = statements.filter((statement) => !isGone(statement))
  if (Statement.length === statements.length) return policy
  return Statement.length > 0 ? { ...policy, Statement } : null
}
