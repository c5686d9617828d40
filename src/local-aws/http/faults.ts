/** A fault of one call, for tests: what a network or a busy S3 can do. */
export interface Fault {
  /** Such as `PutBucketPolicy`. */
  readonly operation: string
  readonly bucket?: string
  /** Only calls of this caller, by ARN. */
  readonly caller?: string
  /** The number of the matching call that fails, counted from now. Default: 1. */
  readonly nth?: number
  /** How many matching calls in a row fail. Default: 1. */
  readonly times?: number
  /** Milliseconds to wait before anything else. */
  readonly delayMs?: number
  /** Runs before the call, such as a write by somebody else. */
  readonly meanwhile?: () => void | Promise<void>
  /** The answer instead of the real one. */
  readonly error?: { readonly code: string; readonly status: number; readonly message?: string }
  /** Cuts the connection, or kills the calling Lambda function, before or after the call takes effect. */
  readonly reset?: 'before' | 'after'
  readonly crash?: 'before' | 'after'
}

export interface FaultyCall {
  readonly operation: string
  readonly bucket: string | undefined
  readonly caller: string
}

export interface Faults {
  readonly add: (fault: Fault) => void
  /** The fault of this call, if any. A call counts for every fault that it matches. */
  readonly take: (call: FaultyCall) => Fault | undefined
  readonly clear: () => void
}

export function createFaults(): Faults {
  let pending: { fault: Fault; seen: number }[] = []
  return {
    add: (fault) => void pending.push({ fault, seen: 0 }),
    clear: () => {
      pending = []
    },
    take(call) {
      const fitting = pending.filter(({ fault }) => fitsFault(fault, call))
      for (const entry of fitting) entry.seen += 1
      const due = fitting.find(({ fault, seen }) => seen >= (fault.nth ?? 1))
      pending = pending.filter(({ fault, seen }) => seen < lastOf(fault))
      return due?.fault
    },
  }
}

function fitsFault({ operation, bucket, caller }: Fault, call: FaultyCall): boolean {
  if (operation !== call.operation) return false
  return (bucket ?? call.bucket) === call.bucket && (caller ?? call.caller) === call.caller
}

function lastOf({ nth = 1, times = 1 }: Fault): number {
  return nth + times - 1
}
