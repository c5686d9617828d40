import { awsPrincipals } from '../policy/aws-principals.ts'
import type { PolicyDocument } from '../policy/document.ts'
import { statementList } from '../policy/statement-list.ts'
import type { Sent } from '../statements/sent.ts'

/** The code of a failure by size, for all error codes of S3. */
export const TOO_LARGE = 'PolicyTooLarge'

/** Whether S3 refused a policy because of its size. */
export const isTooLarge = (refusal: { readonly code: string; readonly message: string }): boolean =>
  refusal.code === TOO_LARGE || /maximum allowed|too large/i.test(refusal.message)

// In bytes of what is sent: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
const LARGEST_POLICY = 20_480

/** Whether a policy of this size may be put. */
export const fitsIntoPolicy = (document: PolicyDocument): boolean =>
  sizeOf({ document }) <= LARGEST_POLICY

// A function, since the first formatted number loads the locale data, which takes some 20 ms of a cold start.
const sizeLimit = () => `S3 stores ${inBytes(LARGEST_POLICY)} at most`

/** How large the policy would become, how much room is missing, and how to make room. */
export function remedyForSize(sent: Sent | undefined): string {
  const room = 'by merging or removing statements, then Cooper can add its own'
  if (sent === undefined) return `Make room in the bucket policy ${room}: ${sizeLimit()}`
  const size = sizeOf(sent)
  const added = sent.statements.filter(({ change }) => change !== 'removed')
  const own = added.map(({ sid }) => `"${sid}"`).join(', ')
  const would = `With ${own || 'this change'} the bucket policy would have ${inBytes(size)}, and ${sizeLimit()}`
  const missing =
    size > LARGEST_POLICY
      ? `${would}: make room for ${inBytes(size - LARGEST_POLICY)} more ${room}`
      : `${would}, measured in its own format: make room ${room}`
  return `${missing}${shortIds(sent, own)}`
}

/** S3 gives a policy back longer than it was put, and Cooper never rewrites what others wrote. A person may. */
function shortIds({ document }: Sent, own: string): string {
  const accounts = statementList(document.Statement).flatMap(awsPrincipals).filter(isAccountArn)
  if (accounts.length === 0) return ''
  const saved = accounts.reduce((sum, arn) => sum + arn.length - ACCOUNT_ID, 0)
  const put = own ? `, and put the policy with ${own} yourself` : ' and put the policy yourself'
  return `. Or write account ids in place of ARNs such as ${accounts[0]}, which saves ${inBytes(saved)}${put}: S3 means the same by both, counts what is sent, and shows ids as ARNs`
}

const isAccountArn = (principal: string) => /^arn:[a-z-]+:iam::\d{12}:root$/.test(principal)

const ACCOUNT_ID = 12

const sizeOf = ({ document }: Pick<Sent, 'document'>) =>
  new TextEncoder().encode(JSON.stringify(document)).length

function inBytes(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'byte' : 'bytes'}`
}
