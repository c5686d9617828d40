import { S3ServiceException } from '@aws-sdk/client-s3'
import type { Bucket } from '../../core/bucket.ts'
import type { Observed, Refusal } from '../../core/bucket-calls.ts'
import { cooperError } from '../../core/cooper-error.ts'
import { bucketElsewhere } from '../../core/failures/bucket-elsewhere.ts'
import { describeDenial } from '../../core/failures/denial.ts'
import { answerCode, printableMessage } from '../answer.ts'
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
          reason: describeDenial(permission, error.name, printableMessage(error)),
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
    if (isRefusal(error)) return { code: error.name, message: error.message }
    throw callError(`put the ${what}`, bucket, error)
  }
}

// Client errors that a retry or new credentials may resolve.
const TRY_AGAIN = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidToken',
  'RequestExpired',
  'RequestLimitExceeded',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TokenRefreshRequired',
])
const TRY_AGAIN_STATUS = new Set([409, 429])

/** Whether a retry would get the same error. A bucket in another region is not refused: its region must be asked. */
function isRefusal(error: unknown): error is S3ServiceException {
  if (!(error instanceof S3ServiceException)) return false
  const { httpStatusCode: status = 0 } = error.$metadata
  const isClientError = status >= 400 && status < 500 && !TRY_AGAIN_STATUS.has(status)
  return isClientError && !TRY_AGAIN.has(error.name) && !isRedirect(error)
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
  return cooperError(
    answerCode(cause),
    `Cannot ${action} on bucket "${bucket.name}": ${printableMessage(cause)}`,
    { cause },
  )
}
