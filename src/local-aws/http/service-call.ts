import type { AwsError } from './aws-error.ts'
import type { Reply } from './exchange.ts'

/** A request that a service has parsed and can run. */
export interface ServiceCall {
  /** As the SDKs call it, such as `PutBucketPolicy`. */
  readonly operation: string
  /** The IAM action that the call requires; absent where it is not known. */
  readonly action?: string
  /** ARN of the call's resource, or `*`; absent where it is not known. */
  readonly resource?: string
  readonly bucket?: string | undefined
  readonly key?: string | undefined
  readonly readOnly: boolean
  /** Throws an `AwsError`. */
  readonly run: () => Reply
  /** Runs after the call, whether it failed or not: sends its CloudTrail event, and logs it. */
  readonly done?: (result: {
    readonly reply: Reply | undefined
    readonly error: AwsError | undefined
  }) => void
}
