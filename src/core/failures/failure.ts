import type { Refusal } from '../bucket-calls.ts'
import { hasCode } from '../cooper-error.ts'
import { printable } from '../printable.ts'
import type { Sent } from '../statements/sent.ts'
import { deniedBy, FOREIGN, remedyForDenial } from './denial.ts'
import { remedyForPublic } from './public-policy.ts'
import { remedyForStale } from './stale-principals.ts'
import { isTooLarge, remedyForSize, TOO_LARGE } from './too-large.ts'

export interface Failure {
  /** AWS's error code, or `PolicyTooLarge`, `Unreadable`, `LastStatement`, `OutOfTime`, `Unexpected`. */
  readonly code: string
  readonly reason: string
  /** What a person can do about it. */
  readonly remedy: string
}

/** Why a call was refused, and what a person can do about it: of a policy, by what was sent. */
export function explainRefusal(
  { call, permission }: { readonly call: string; readonly permission: string },
  refusal: Refusal,
  sent?: Sent,
): Failure {
  const { code, message } = refusal
  const kind = deniedBy(message)
  return {
    code: isTooLarge(refusal) ? TOO_LARGE : code,
    reason: `S3 refused ${call} with ${printable(code)}${kind ? `, by ${kind}` : ''}: ${printable(message)}`,
    remedy: remedyForRefusal(refusal, permission, sent),
  }
}

function remedyForRefusal(refusal: Refusal, permission: string, sent: Sent | undefined): string {
  const { code, message } = refusal
  if (/BlockPublicPolicy|public polic/i.test(message)) return remedyForPublic(sent?.document)
  if (isTooLarge(refusal)) return remedyForSize(sent)
  switch (code) {
    case 'AccessDenied':
      return remedyForDenial(permission, message)
    case 'MalformedPolicy':
      return (/principal/i.test(message) && sent && remedyForStale(sent.document)) || MALFORMED
    case 'MethodNotAllowed':
      return FOREIGN
    default:
      return 'See the error above; Cooper tries again at the next change of the bucket'
  }
}

const MALFORMED =
  'S3 accepts the present policy no more. Mostly a user or role that it names was deleted and shows as AIDA… or AROA…: put the right principal there, then Cooper can add its statement'

export const unreadable = (reason: string): Failure => ({
  code: 'Unreadable',
  reason,
  remedy: 'Nothing was written, since Cooper never replaces what it could not read',
})

/** S3 stores no policy without statements, and Cooper deletes none. */
export const LAST_STATEMENT: Failure = {
  code: 'LastStatement',
  reason: "Cooper's statement of an earlier setting is the only one in the bucket policy",
  remedy: 'Delete the bucket policy by hand: S3 stores none without statements',
}

/** A run that wrote down what it was about to do was killed, and the bucket has been changed since. */
export const INTERRUPTED: Failure = {
  code: 'Interrupted',
  reason:
    'Cooper was interrupted before or after this write, and what stands there now does not tell whether it was written',
  remedy: 'Nothing, where all is well with the bucket. CloudTrail knows whether Cooper wrote',
}

/** Nothing was put back over what somebody else has put. */
export const CHANGED_MEANWHILE: Failure = {
  code: 'ChangedMeanwhile',
  reason: 'Somebody changed the bucket at the same moment, so nothing was put back',
  remedy: 'Look at the bucket, and try again',
}

/** S3 took it, and a second look did not show it. */
export const NOT_SEEN: Failure = {
  code: 'NotSeen',
  reason: 'What was put back could not be seen again',
  remedy: 'Look at the bucket: somebody may have replaced it at the same moment',
}

// What S3 says of a field that it does not know: in older partitions, and in emulators.
const UNKNOWN_TO_S3 = ['MalformedXML', 'InvalidArgument', 'InvalidRequest', 'NotImplemented']

/** Whether S3 may have refused only because it does not know a part of what was put. */
export const isUnknownToS3 = ({ code }: Failure): boolean => UNKNOWN_TO_S3.includes(code)

/** An error that nobody expected; the event is delivered again, and in the end put into the dead-letter queue. */
export const unexpected = (error: unknown): Failure => ({
  code: isOutOfTime(error) ? OUT_OF_TIME : 'Unexpected',
  reason: printable(error instanceof Error ? error.message : String(error)),
  remedy:
    'Cooper tries again by itself; if it keeps failing, the event is in the dead-letter queue',
})

/** Of an error, where too little time was left to begin. */
export const OUT_OF_TIME = 'OutOfTime'

export const isOutOfTime = (error: unknown): boolean => hasCode(error, OUT_OF_TIME)
