import type { AwsError } from './aws-error.ts'
import type { Reply } from './exchange.ts'

/** A request that a service understood and can carry out. */
export interface ServiceCall {
  /** As the SDKs call it, such as `PutBucketPolicy`. */
  readonly operation: string
  /** The IAM action that it takes; absent where it is not known. */
  readonly action?: string
  /** ARN of what it is about, or `*`; absent where it is not known. */
  readonly resource?: string
  readonly bucket?: string | undefined
  readonly key?: string | undefined
  readonly readOnly: boolean
  /** Throws an `AwsError`. */
  readonly run: () => Reply
  /** What follows from it, whether it failed or not: its CloudTrail event. */
  readonly done?: (error: AwsError | undefined) => void
}
