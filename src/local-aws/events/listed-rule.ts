/** A rule of EventBridge as it is listed. */
export interface ListedRule {
  readonly name: string
  readonly bus: string
  readonly pattern?: unknown
  readonly schedule?: string
  readonly isEnabled: boolean
  /** The ARN of its function or queue. */
  readonly target: string
}
