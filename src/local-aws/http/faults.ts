/** A fault for one call, so that a test meets what a network and a busy S3 do. */
export interface Fault {
  /** Such as `PutBucketPolicy`. */
  readonly operation: string
  readonly bucket?: string
  /** Only calls of this caller, by ARN. */
  readonly caller?: string
  /** The n-th such call from now on, counted from 1, which is the default. */
  readonly nth?: number
  /** How many calls in a row from there: one, unless said otherwise. */
  readonly times?: number
  /** Waits first. */
  readonly delayMs?: number
  /** Done first, such as what somebody else writes at that very moment. */
  readonly meanwhile?: () => void | Promise<void>
  /** Answered in place of the real answer. */
  readonly error?: { readonly code: string; readonly status: number; readonly message?: string }
  /** Cuts the connection, or kills the Lambda that called: before the call took effect or after. */
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
  /** The fault that is due for this call. Each call counts for every fault that it fits. */
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
