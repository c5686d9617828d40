import type { Json, PolicyDocument } from './document.ts'
import { differences } from './normalise.ts'
import { isObject } from './parsing/read-json.ts'
import { statementList } from './statement-list.ts'

/** Whether two policies have the same `Id`, `Version` and statements with the same Sid and meaning. `null`: no policy. */
export function isSamePolicy(one: PolicyDocument | null, other: PolicyDocument | null): boolean {
  if (one === null || other === null) return one === other
  const [statements, others] = [statementList(one.Statement), statementList(other.Statement)]
  return (
    versionOf(one) === versionOf(other) &&
    one.Id === other.Id &&
    statements.length === others.length &&
    statements.every((statement, index) => isSameStatement(statement, others[index] ?? null))
  )
}

const isSameStatement = (one: Json, other: Json) =>
  differences(one, other).length === 0 && sidOrEmpty(one) === sidOrEmpty(other)

const sidOrEmpty = (statement: Json) => (isObject(statement) ? (statement.Sid ?? '') : '')

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
const versionOf = ({ Version = '2008-10-17' }: PolicyDocument) => Version
