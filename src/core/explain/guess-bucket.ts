import type { Policy } from '../policy/document.ts'
import type { BucketId } from '../policy/evaluation/resources.ts'

const ARN_OF_ONE_BUCKET = /^arn:([a-z-]+):s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/.*)?$/

/** The buckets that a policy's ARNs name. The policy belongs to one of them. */
export function bucketsNamedIn({ statements }: Policy): readonly BucketId[] {
  const found = statements
    .flatMap(({ resources }) => resources.patterns)
    .map((pattern) => ARN_OF_ONE_BUCKET.exec(pattern))
    .flatMap((match) => (match?.[1] && match[2] ? [{ partition: match[1], name: match[2] }] : []))
  return [
    ...new Map(found.map((bucket) => [`${bucket.partition}:${bucket.name}`, bucket])).values(),
  ]
}
