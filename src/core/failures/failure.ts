import type { Refusal } from '../bucket-calls.ts'
import { errorText, hasCode } from '../cooper-error.ts'
import { printable } from '../printable.ts'
import type { Sent } from '../statements/sent.ts'
import { deniedBy, FOREIGN, remedyForDenial } from './denial.ts'
import {
  isUnknownPrincipal,
  NO_SUCH_BUCKET,
  REMEDY_FOR_UNKNOWN_PRINCIPAL,
  UNKNOWN_PRINCIPAL,
} from './not-yet.ts'
import { remedyForPublic } from './public-policy.ts'
import { remedyForStale } from './stale-principals.ts'
import { isTooLarge, remedyForSize, TOO_LARGE } from './too-large.ts'

export interface Failure {
  /** AWS's error code, or `PolicyTooLarge`, `UnknownPrincipal`, `Unreadable`, `LastStatement`, `PolicyDeleted`, `OutOfTime`, `Unexpected`. */
  readonly code: string
  readonly reason: string
  /** What a person can do about it. */
  readonly remedy: string
}

/** Why a call was refused, and what a person can do. For a policy, by the text that was sent. */
export function explainRefusal(
  { call, permission }: { readonly call: string; readonly permission: string },
  refusal: Refusal,
  sent?: Sent,
): Failure {
  const { code, message } = refusal
  const kind = deniedBy(message)
  return {
    code: failureCode(refusal, sent),
    reason: `S3 refused ${call} with ${printable(code)}${kind ? `, by ${kind}` : ''}: ${printable(message)}`,
    remedy: remedyForRefusal(refusal, permission, sent),
  }
}

function failureCode(refusal: Refusal, sent: Sent | undefined): string {
  if (isTooLarge(refusal)) return TOO_LARGE
  return isUnknownPrincipal(refusal, sent) ? UNKNOWN_PRINCIPAL : refusal.code
}

function remedyForRefusal(refusal: Refusal, permission: string, sent: Sent | undefined): string {
  const { code, message } = refusal
  if (/BlockPublicPolicy|public polic/i.test(message)) return remedyForPublic(sent?.document)
  if (isTooLarge(refusal)) return remedyForSize(sent)
  if (isUnknownPrincipal(refusal, sent)) return REMEDY_FOR_UNKNOWN_PRINCIPAL
  switch (code) {
    case 'AccessDenied':
      return remedyForDenial(permission, message)
    case 'MalformedPolicy':
      return (/principal/i.test(message) && sent && remedyForStale(sent.document)) || MALFORMED
    case 'MethodNotAllowed':
      return FOREIGN
    default:
      return 'See the error above. Cooper tries again after the next change of the bucket policy or default encryption'
  }
}

const MALFORMED =
  'S3 no longer accepts the current policy. Mostly a user or role that it names was deleted and shows as AIDA… or AROA…: replace this principal, then Cooper can add its statement'

export const unreadable = (reason: string): Failure => ({
  code: 'Unreadable',
  reason,
  remedy: 'Cooper changed nothing, because it never replaces what it could not read',
})

/** S3 stores no policy without statements, and Cooper never deletes a policy. */
export const LAST_STATEMENT: Failure = {
  code: 'LastStatement',
  reason: "Cooper's statement of an earlier setting is the only one in the bucket policy",
  remedy: 'Delete the bucket policy: S3 stores no policy without statements',
}

/** A run was killed after it wrote its intent, and the bucket has been changed since. */
export const INTERRUPTED: Failure = {
  code: 'Interrupted',
  reason:
    'Cooper was interrupted before or after this change, and the bucket does not show whether the change was made',
  remedy: 'Nothing if the bucket is in order. CloudTrail shows whether Cooper made the change',
}

/** An interrupted run that no later delivery of the event resumed. */
export const UNFINISHED: Failure = {
  code: 'Interrupted',
  reason:
    'Cooper was interrupted before or after this change, and did not go on with it. Cooper has not read the bucket since then',
  remedy:
    'Check the bucket with "npx cooper check". The journal has the values from before. CloudTrail shows whether Cooper made the change',
}

/** Cooper does not restore a value over somebody else's change. */
export const CHANGED_MEANWHILE: Failure = {
  code: 'ChangedMeanwhile',
  reason: 'Somebody else changed the bucket meanwhile, so Cooper restored nothing',
  remedy: 'Check the bucket, and try again',
}

/** Cooper creates no policy where one stood a moment ago: whoever deleted it may be about to put another one. */
export const POLICY_DELETED: Failure = {
  code: 'PolicyDeleted',
  reason: 'Somebody just deleted the bucket policy, so Cooper created none',
  remedy: 'Nothing: Cooper checks the bucket again when the event of the deletion arrives',
}

/** S3 accepted the change, but later reads did not show it. */
export const NOT_SEEN: Failure = {
  code: 'NotSeen',
  reason: 'S3 accepted the restored value, but later reads did not show it',
  remedy: 'Check the bucket: somebody else may have replaced the value',
}

// The codes with which S3 refuses a field that it does not know, in older partitions and in emulators.
const UNKNOWN_TO_S3 = ['MalformedXML', 'InvalidArgument', 'InvalidRequest', 'NotImplemented']

/** Whether S3 may have refused a put only because it does not know one of its fields. */
export const isUnknownToS3 = ({ code }: Failure): boolean => UNKNOWN_TO_S3.includes(code)

/** An unexpected error. Lambda retries the event, and finally puts it into the dead-letter queue. */
export const unexpected = (error: unknown): Failure => ({
  code: [OUT_OF_TIME, NO_SUCH_BUCKET].find((code) => hasCode(error, code)) ?? UNEXPECTED,
  reason: printable(errorText(error)),
  remedy: 'Cooper retries the event. If all retries fail, the event is in the dead-letter queue',
})

/** The code of an error that may not occur at the next delivery of the event. */
export const UNEXPECTED = 'Unexpected'

/** The code of an error where too little time remains to start a write. */
export const OUT_OF_TIME = 'OutOfTime'

export const isOutOfTime = (error: unknown): boolean => hasCode(error, OUT_OF_TIME)
