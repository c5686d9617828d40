/** The causes in the table of faults in docs/reliability.md, in its words. */
export const FAULT_CAUSES = [
  '409 `OperationAborted`',
  '`SlowDown` and other throttling',
  'timeout',
  'connection reset',
  '5xx',
  'expired credentials',
  '`AccessDenied` on a read',
  '`AccessDenied` on a write',
  '`MalformedPolicy`, for example because of a deleted principal',
  'policy over 20,480 bytes',
  'public policy under Block Public Access',
  '405, the bucket of another account',
  'bucket deleted in between',
  'new bucket that S3 does not know everywhere yet',
  'new user or role in the policy that S3 does not know yet',
  'bucket in another region',
  'SNS down or denied',
  'journal down or denied',
  'not enough time left',
] as const

export type FaultCause = (typeof FAULT_CAUSES)[number]
