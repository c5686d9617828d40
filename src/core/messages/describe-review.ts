import type { Review, ReviewedClient } from '../announcements/review.ts'
import { printable } from '../printable.ts'

/** What the access logs say about a change, in printable lines. */
export function describeReview({
  days,
  verdict,
  requests,
  clients,
  note,
}: Review): readonly string[] {
  const span = days === 1 ? 'of the last day' : `of the last ${days} days`
  if (verdict === 'quiet') return [`- The change denies none of the requests ${span}.`]
  if (verdict === 'unknown')
    return [`- They do not tell who uses the bucket. ${printable(note ?? '', 400)}.`]
  return [
    `- The change would deny, or may deny, ${requests} requests ${span}:`,
    ...clients.flatMap(describeClient),
  ]
}

/** Also of requests that were refused. */
export const describeClient = ({
  requester,
  sourceAddress,
  userAgent,
  requests,
  last,
}: ReviewedClient): readonly string[] => [
  `  ${requests} by ${printable(requester, 200)}, last at ${last}`,
  `    from ${printable(sourceAddress ?? 'an unknown address', 60)} with ${printable(userAgent ?? 'an unknown client', 120)}`,
]
