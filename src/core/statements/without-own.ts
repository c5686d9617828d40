import type { PolicyDocument } from '../policy/document.ts'
import type { BucketId } from '../policy/evaluation/resources.ts'
import { isObject } from '../policy/parsing/read-json.ts'
import { statementList } from '../policy/statement-list.ts'
import { isUnaltered } from './recognise.ts'

/** The policy without the statements of Cooper's under these Sids that nobody altered. `null`: there is no policy, or none left. */
export function withoutOwn(
  policy: PolicyDocument | null,
  sids: readonly string[],
  bucket: BucketId,
): PolicyDocument | null {
  if (policy === null) return null
  const statements = statementList(policy.Statement)
  const isRemoved = (statement: (typeof statements)[number]) =>
    isObject(statement) &&
    sids.some((sid) => sid === statement.Sid) &&
    isUnaltered(statement, bucket)
  const Statement = statements.filter((statement) => !isRemoved(statement))
  if (Statement.length === statements.length) return policy
  return Statement.length > 0 ? { ...policy, Statement } : null
}
