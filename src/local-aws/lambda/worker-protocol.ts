import type { FunctionError } from './function-error.ts'

/** The data that a worker starts with. */
export interface WorkerData {
  readonly file: string
  readonly handler: string
  readonly ca: string
}

export interface Invocation {
  readonly event: unknown
  readonly context: Readonly<Record<string, unknown>>
  /** Milliseconds since the epoch. */
  readonly deadline: number
}

export type WorkerReply =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: FunctionError }
