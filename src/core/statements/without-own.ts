import type { PolicyDocument } from '../policy/document.ts'
import type { BucketId } from '../policy/evaluation/resources.ts'
import { isObject } from '../policy/parsing/read-json.ts'
import { statementList } from '../policy/statement-list.ts'
import { isUnaltered } from './recognise.ts'

/** The policy without Cooper's unaltered statements under these Sids. `null`: no policy, or no statement remains. */
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
