import { S3ServiceException } from '@aws-sdk/client-s3'
import type { Bucket } from '../../core/bucket.ts'
import type { Observed, Refusal } from '../../core/bucket-calls.ts'
import { answerCode, cooperError, errorText } from '../../core/cooper-error.ts'
import { bucketElsewhere } from '../../core/failures/bucket-elsewhere.ts'
import { describeDenial } from '../../core/failures/denial.ts'
import { isInvalidRequest, remedyForInvalidRequest } from '../../core/failures/invalid-request.ts'
import { printableMessage } from '../answer.ts'
import { regionInAnswer } from './region-in-answer.ts'

/** Returns an absent value as known, and a refusal as not known. Throws every other error. */
export async function readAttribute<T>(
  bucket: Bucket,
  permission: string,
  absentCode: string | undefined,
  call: () => Promise<Observed<T>>,
): Promise<Observed<T | undefined>> {
  try {
    return await call()
  } catch (error) {
    if (!isRefusal(error) || error.name === 'NoSuchBucket') {
      throw callError(`call ${permission}`, bucket, error)
    }
    return error.name === absentCode
      ? { known: true, value: undefined }
      : {
          known: false,
          reason: describeDenial(permission, answerCode(error), printableMessage(error)),
        }
  }
}

export async function putAttribute(
  bucket: Bucket,
  what: string,
  call: () => Promise<void>,
): Promise<Refusal | undefined> {
  try {
    await call()
    return undefined
  } catch (error) {
    if (isRefusal(error)) return { code: answerCode(error), message: errorText(error) }
    throw callError(`put the ${what}`, bucket, error)
  }
}

// Client errors that a retry may resolve.
const TRY_AGAIN = new Set([
  'RequestExpired',
  'RequestLimitExceeded',
  'RequestTimeout',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
])
const TRY_AGAIN_STATUS = new Set([409, 429])

/**
 * Whether the bucket refuses the call, so that a retry would get the same error. A bucket in another region refuses nothing,
 * and nor does one that was asked with wrong credentials.
 */
function isRefusal(error: unknown): error is S3ServiceException {
  if (!(error instanceof S3ServiceException)) return false
  const { httpStatusCode: status = 0 } = error.$metadata
  const isClientError = status >= 400 && status < 500 && !TRY_AGAIN_STATUS.has(status)
  const isAboutRequest = isRedirect(error) || isInvalidRequest(error.name)
  return isClientError && !TRY_AGAIN.has(error.name) && !isAboutRequest
}

// The answers to a request that went to another region than that of the bucket. S3 names the region in others too.
const REDIRECTS = new Set([
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
  'PermanentRedirect',
  'TemporaryRedirect',
])

const isRedirect = (error: unknown) =>
  error instanceof Error && REDIRECTS.has(error.name) && regionInAnswer(error) !== undefined

function callError(action: string, bucket: Bucket, cause: unknown) {
  const region = isRedirect(cause) ? regionInAnswer(cause) : undefined
  if (region !== undefined && region !== bucket.region)
    return bucketElsewhere(bucket, region, cause)
  const code = answerCode(cause)
  const remedy = remedyForInvalidRequest(code)
  const text = `Cannot ${action} on bucket "${bucket.name}": ${printableMessage(cause)}`
  return cooperError(code, remedy ? `${text}. ${remedy}` : text, { cause })
}
