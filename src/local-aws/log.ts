import type { BusEvent } from './events/bus-event.ts'
import type { DeadLetter } from './lambda/dead-letter.ts'
import type { FunctionError } from './lambda/function-error.ts'
import type { PublishedMessage } from './sns/message.ts'

/** One entry of the log of everything that happens. Its texts can contain anything: clean them before showing them. */
export type LogEntry =
  | RequestEntry
  | EventEntry
  | InvocationEntry
  | { readonly type: 'output'; readonly functionName: string; readonly line: string }
  | { readonly type: 'message'; readonly message: PublishedMessage }
  | { readonly type: 'dead-letter'; readonly deadLetter: DeadLetter }

export interface RequestEntry {
  readonly type: 'request'
  readonly service: string
  /** Such as `GetBucketPolicy`; `Unknown` for what is not implemented. */
  readonly operation: string
  /** The IAM action that it takes, such as `s3:GetBucketPolicy`; absent for what is not implemented. */
  readonly action: string | undefined
  /** ARN of the bucket, object or topic, or `*`; absent for what is not implemented. */
  readonly resource: string | undefined
  readonly bucket: string | undefined
  readonly key: string | undefined
  /** ARN, service name or `anonymous`. */
  readonly caller: string
  readonly accessKeyId: string | undefined
  readonly userAgent: string
  readonly protocol: 'http' | 'https'
  readonly readOnly: boolean
  /** 0 where the connection was cut. */
  readonly status: number
  readonly errorCode: string | undefined
}

export interface EventEntry {
  readonly type: 'event'
  readonly event: BusEvent
  /** ARN of the bus. */
  readonly bus: string
  /** The names of the functions that rules of the bus trigger. */
  readonly functions: readonly string[]
  /** ARNs of the buses to which its rules send the event. */
  readonly buses: readonly string[]
}

export interface InvocationEntry {
  readonly type: 'invocation'
  readonly functionName: string
  readonly requestId: string
  readonly event: unknown
  /** 1 to 3. */
  readonly attempt: number
  readonly durationMs: number
  readonly outcome:
    | { readonly ok: true; readonly result: unknown }
    | { readonly ok: false; readonly error: FunctionError }
}
