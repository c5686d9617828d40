import type { Policy } from '../policy/document.ts'

/** The policies between which a bucket's requests are compared. `undefined`: the bucket has none. */
export interface PolicyChange {
  readonly before: Policy | undefined
  readonly after: Policy | undefined
  /** The policy is in force: what S3 refused is judged too, and not only what it let through. */
  readonly isLive?: boolean
}
