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
  const stack = {
    id: tags['aws:cloudformation:stack-id'] ?? '',
    name: tags['aws:cloudformation:stack-name'] ?? '',
    logicalId: tags['aws:cloudformation:logical-id'] ?? '',
  }
  return isBucketStack(stack) ? stack : undefined
}

// People copy the names into a command and a template, so no other text may be there.
export const isBucketStack = ({ id, name, logicalId }: BucketStack): boolean =>
  isStackId(id) && /^[A-Za-z0-9-]{1,128}$/.test(name) && /^[A-Za-z0-9]{1,255}$/.test(logicalId)

const STACK_ID =
  /^arn:[a-z-]+:cloudformation:[a-z0-9-]+:\d{12}:stack\/[A-Za-z0-9-]{1,128}\/[A-Za-z0-9-]{1,64}$/

/** Whether a text is the ARN of a stack. */
export const isStackId = (text: string): boolean => STACK_ID.test(text)
