import type { PolicyDocument, Statement } from '../policy/document.ts'
import { parsePolicy } from '../policy/parsing/parse.ts'
import { isPublic } from '../policy/public-statements.ts'
import { statementNames } from '../policy/statement-names.ts'

/** What to do about a policy that Block Public Access does not accept; by what was sent, the statements are named. */
export function remedyForPublic(document: PolicyDocument | undefined): string {
  const statements = document ? statementsIn(document) : []
  const open = statements.flatMap((one, index) =>
    isPublic(one) ? [{ number: index + 1, sid: one.sid }] : [],
  )
  const by = open.length > 0 ? ` by ${statementNames(open)}` : ''
  return `The bucket policy makes the bucket public${by}, and Block Public Access accepts no such policy: take the public statement out or narrow it, then Cooper can add its own`
}

function statementsIn(document: PolicyDocument): readonly Statement[] {
  try {
    return parsePolicy(document).statements
  } catch {
    return []
  }
}
