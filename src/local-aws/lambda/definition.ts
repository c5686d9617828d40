import type { PolicyDocument } from '../../core/policy/document.ts'

/** A function and its triggers, from `serverless.yml` or from a test. */
export interface FunctionDefinition {
  /** As deployed, such as `cooper-dev-bucketChanged`. */
  readonly name: string
  /** Absolute path of the built file. */
  readonly file: string
  /** Its export. */
  readonly handler: string
  /** EventBridge patterns on the default bus; the function runs once for each that matches. */
  readonly patterns: readonly unknown[]
  /** Patterns on other buses of the same account. */
  readonly busPatterns?: readonly BusPattern[]
  /** Its schedules. A test triggers one by its name. */
  readonly schedules?: readonly Schedule[]
  /** The queues that delay events for it. */
  readonly queues?: readonly DelayQueue[]
  readonly environment: Readonly<Record<string, string>>
  readonly role: RoleDefinition
  readonly timeoutMs: number
  readonly memoryMb: number
  /** Further attempts after the first: 0 to 2. */
  readonly retries: number
  /** How many run at once. Default: 2. */
  readonly concurrency?: number
}

/** An EventBridge rule with a schedule. */
export interface Schedule {
  readonly name: string
  /** Such as `rate(1 day)`. */
  readonly expression: string
  readonly isEnabled: boolean
  /** The input that the function gets instead of the event. */
  readonly input?: unknown
}

/** An SQS queue that rules fill, and whose messages a function receives after a delay. */
export interface DelayQueue {
  readonly name: string
  readonly delaySeconds: number
  /** The EventBridge patterns of its rules on the default bus. */
  readonly patterns: readonly unknown[]
  readonly busPatterns?: readonly BusPattern[]
}

export interface BusPattern {
  /** The name of the bus. */
  readonly bus: string
  readonly pattern: unknown
}

/** All patterns, with the names of their buses. */
export const patternsByBus = ({
  patterns,
  busPatterns = [],
}: Pick<DelayQueue, 'patterns' | 'busPatterns'>): readonly BusPattern[] => [
  ...patterns.map((pattern) => ({ bus: 'default', pattern })),
  ...busPatterns,
]

export interface RoleDefinition {
  readonly name: string
  /** The statements of its policies. Without them, everything is allowed. */
  readonly statements?: readonly PolicyDocument[]
}
