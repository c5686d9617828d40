/** The causes in the README's table of faults, in its words. */
export const FAULT_CAUSES = [
  '409 `OperationAborted`',
  '`SlowDown` and other throttling',
  'time-out',
  'connection reset',
  '5xx',
  'expired credentials',
  '`AccessDenied` on a read',
  '`AccessDenied` on a write',
  '`MalformedPolicy`, as of a deleted principal',
  'policy over 20,480 bytes',
  'public policy under Block Public Access',
  '405, the bucket of another account',
  'bucket deleted in between',
  'bucket in another region',
  'SNS down or denied',
  'journal down or denied',
  'out of time',
] as const

export type FaultCause = (typeof FAULT_CAUSES)[number]
