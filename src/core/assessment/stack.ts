import type { Tags } from '../bucket-calls.ts'

/** The CloudFormation stack that made a bucket. */
export interface BucketStack {
  /** The ARN of the stack. */
  readonly id: string
  readonly name: string
  /** The name of the bucket in the template. */
  readonly logicalId: string
}

/** The stack that made a bucket, by its system tags. Nobody but CloudFormation can write tags that begin with `aws:`. */
export function stackOf(tags: Tags): BucketStack | undefined {
  const id = tags['aws:cloudformation:stack-id']
  const name = tags['aws:cloudformation:stack-name']
  const logicalId = tags['aws:cloudformation:logical-id']
  if (id === undefined || name === undefined || logicalId === undefined) return undefined
  return isStackId(id) ? { id, name, logicalId } : undefined
}

const STACK_ID =
  /^arn:[a-z-]+:cloudformation:[a-z0-9-]+:\d{12}:stack\/[A-Za-z0-9-]{1,128}\/[A-Za-z0-9-]{1,64}$/

/** Whether a text is the ARN of a stack. */
export const isStackId = (text: string): boolean => STACK_ID.test(text)
