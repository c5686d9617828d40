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
  readonly environment: Readonly<Record<string, string>>
  readonly role: RoleDefinition
  readonly timeoutMs: number
  readonly memoryMb: number
  /** Further attempts after the first: 0 to 2. */
  readonly retries: number
  /** How many run at once; 2 unless said otherwise. */
  readonly concurrency?: number
}

export interface RoleDefinition {
  readonly name: string
  /** The statements of its policies; everything is allowed, where absent. */
  readonly statements?: readonly PolicyDocument[]
}
