/** An error as a service answers it: `code` is what SDKs put into `error.name`. */
export interface AwsError extends Error {
  readonly code: string
  readonly status: number
  /** Further elements of S3's error body, such as `BucketName`. */
  readonly details: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

export interface AwsErrorFacts {
  readonly details?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

export function awsError(
  code: string,
  status: number,
  message: string,
  { details = {}, headers = {} }: AwsErrorFacts = {},
): AwsError {
  return Object.assign(new Error(message), { name: code, code, status, details, headers })
}

export function isAwsError(error: unknown): error is AwsError {
  return error instanceof Error && 'code' in error && 'status' in error && 'details' in error
}

export function notImplemented(what: string): AwsError {
  const message = `A header or query you provided implies functionality that is not implemented: ${what}`
  return awsError('NotImplemented', 501, message)
}

/** A bug of the embedded AWS itself: answered as 500, so that no test takes it for an answer of S3. */
export function internalError(cause: unknown): AwsError {
  const reason = cause instanceof Error ? `${cause.message}\n${cause.stack}` : String(cause)
  return awsError('InternalError', 500, `The embedded AWS failed: ${reason}`)
}
