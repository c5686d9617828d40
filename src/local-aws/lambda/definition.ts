import type { PolicyDocument } from '../../core/policy/document.ts'

/** A function and what triggers it, as `serverless.yml` has it or a test makes it up. */
export interface FunctionDefinition {
  /** As deployed, such as `cooper-dev-bucketChanged`. */
  readonly name: string
  /** Absolute path of the built file. */
  readonly file: string
  /** Its export. */
  readonly handler: string
  /** EventBridge patterns; the function runs once for each that matches. */
  readonly patterns: readonly unknown[]
  /** When it runs besides. A test runs one by its name. */
  readonly schedules?: readonly Schedule[]
  readonly environment: Readonly<Record<string, string>>
  readonly role: RoleDefinition
  readonly timeoutMs: number
  readonly memoryMb: number
  /** Further attempts after the first: 0 to 2. */
  readonly retries: number
  /** How many run at once; 2 unless said otherwise. */
  readonly concurrency?: number
}

/** An EventBridge rule with a schedule. */
export interface Schedule {
  readonly name: string
  /** Such as `rate(1 day)`. */
  readonly expression: string
  readonly isEnabled: boolean
  /** What the function gets in place of the event. */
  readonly input?: unknown
}

export interface RoleDefinition {
  readonly name: string
  /** The statements of its policies; everything is allowed, where absent. */
  readonly statements?: readonly PolicyDocument[]
}
