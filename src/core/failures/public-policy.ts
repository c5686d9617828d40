import type { PolicyDocument, Statement } from '../policy/document.ts'
import { parsePolicy } from '../policy/parsing/parse.ts'
import { isPublic } from '../policy/public-statements.ts'
import { statementNames } from '../policy/statement-names.ts'

/** What to do about a policy that Block Public Access refuses. The public statements are named if the sent policy is known. */
export function remedyForPublic(document: PolicyDocument | undefined): string {
  const statements = document ? statementsIn(document) : []
  const open = statements.flatMap((one, index) =>
    isPublic(one) ? [{ number: index + 1, sid: one.sid }] : [],
  )
  const by = open.length > 0 ? ` by ${statementNames(open)}` : ''
  return `The bucket policy makes the bucket public${by}, and Block Public Access refuses such a policy: remove or restrict the public statement, then Cooper can add its own`
}

function statementsIn(document: PolicyDocument): readonly Statement[] {
  try {
    return parsePolicy(document).statements
  } catch {
    return []
  }
}
