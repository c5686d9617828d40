import { LARGEST_POLICY } from '../policy/parsing/parse.ts'
import type { Sent } from '../statements/sent.ts'

/** The code of a failure by size, for all error codes of S3. */
export const TOO_LARGE = 'PolicyTooLarge'

/** Whether S3 refused a policy because of its size. */
export const isTooLarge = (refusal: { readonly code: string; readonly message: string }): boolean =>
  refusal.code === TOO_LARGE || /maximum allowed|too large/i.test(refusal.message)

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
  return size > LARGEST_POLICY
    ? `${would}: make room for ${inBytes(size - LARGEST_POLICY)} more ${room}`
    : `${would}, measured in its own format: make room ${room}`
}

const sizeOf = ({ document }: Sent) => new TextEncoder().encode(JSON.stringify(document)).length

function inBytes(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'byte' : 'bytes'}`
}
