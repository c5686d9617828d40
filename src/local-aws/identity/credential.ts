import { awsError } from '../http/aws-error.ts'
import { type Exchange, header } from '../http/exchange.ts'

/**
 * The credentials of a request. Its form and its time are checked; the signature itself cannot be, because any secret works
 * here. Do not use real secrets.
 */
export interface Credential {
  readonly accessKeyId: string
  /** Empty in signatures of version 2. */
  readonly region: string
  readonly service: string
  readonly method: 'AuthHeader' | 'QueryString'
  readonly version: 'V2' | 'V4'
  /** When a presigned URL was made. */
  readonly signedAt?: Date | undefined
}

const SIGNATURE_V4 = 'AWS4-HMAC-SHA256'
const LONGEST_SECONDS = 7 * 24 * 3600

/** The credential of a header or a presigned URL, by version 4 or 2; `undefined` for an anonymous request. */
export function readCredential(exchange: Exchange, now: Date): Credential | undefined {
  const { query } = exchange
  const authorization = header(exchange, 'authorization')
  const isPresigned = query.has('X-Amz-Algorithm')
  if (authorization !== undefined) {
    if (isPresigned || query.has('Signature')) throw twoMechanisms()
    if (!authorization.startsWith(`${SIGNATURE_V4} `)) throw unsupported()
    const scope = /Credential=([^,\s]+)/.exec(authorization)?.[1] ?? ''
    return { ...parseScope(scope), method: 'AuthHeader', version: 'V4' }
  }
  if (isPresigned) return readPresigned(query, now)
  return query.has('AWSAccessKeyId') || query.has('Signature')
    ? readVersion2(query, now)
    : undefined
}

const PARAMETERS = ['Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'] as const

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
function readPresigned(query: URLSearchParams, now: Date): Credential {
  if (query.get('X-Amz-Algorithm') !== SIGNATURE_V4) throw unsupported()
  const missing = PARAMETERS.some((name) => !query.get(`X-Amz-${name}`))
  const signedAt = timeOf(query.get('X-Amz-Date') ?? '')
  const seconds = Number(query.get('X-Amz-Expires'))
  if (
    missing ||
    signedAt === undefined ||
    !/^[0-9a-f]{64}$/.test(query.get('X-Amz-Signature') ?? '')
  ) {
    throw wrongParameters(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    )
  }
  if (!Number.isInteger(seconds) || seconds < 0) {
    throw wrongParameters('X-Amz-Expires should be a number')
  }
  if (seconds > LONGEST_SECONDS) {
    throw wrongParameters('X-Amz-Expires must be less than a week (in seconds) that is 604800')
  }
  checkNotExpired(signedAt.getTime() + seconds * 1000, now)
  const scope = parseScope(query.get('X-Amz-Credential') ?? '')
  return { ...scope, method: 'QueryString', version: 'V4', signedAt }
}

/** Presigned URLs of version 2, which S3 takes in its older regions. They have neither region nor service. */
function readVersion2(query: URLSearchParams, now: Date): Credential {
  const accessKeyId = query.get('AWSAccessKeyId')
  const signature = query.get('Signature') ?? ''
  const expires = query.get('Expires')
  // A SHA-1 in base64.
  if (!accessKeyId || expires === null || !/^[\w+/ ]{27}=$/.test(signature)) {
    const message =
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters'
    throw awsError('AccessDenied', 403, message)
  }
  if (!/^\d+$/.test(expires)) {
    throw awsError('AccessDenied', 403, 'Invalid date (should be seconds since epoch)')
  }
  checkNotExpired(Number(expires) * 1000, now)
  return { accessKeyId, region: '', service: 's3', method: 'QueryString', version: 'V2' }
}

function parseScope(scope: string) {
  const [accessKeyId, , region, service, terminator] = scope.split('/')
  if (!accessKeyId || !region || !service || terminator !== 'aws4_request') {
    const message = 'The authorization header is malformed; the Credential is mal-formed'
    throw awsError('AuthorizationHeaderMalformed', 400, message)
  }
  return { accessKeyId, region, service }
}

function timeOf(text: string): Date | undefined {
  const [, day = '', clock = ''] = /^(\d{8})T(\d{6})Z$/.exec(text) ?? []
  const date = day.replace(/^(....)(..)(..)$/, '$1-$2-$3')
  const time = Date.parse(`${date}T${clock.replace(/^(..)(..)(..)$/, '$1:$2:$3')}Z`)
  return Number.isNaN(time) ? undefined : new Date(time)
}

function checkNotExpired(end: number, now: Date): void {
  if (now.getTime() <= end) return
  const details = { Expires: new Date(end).toISOString(), ServerTime: now.toISOString() }
  throw awsError('AccessDenied', 403, 'Request has expired', { details })
}

const wrongParameters = (message: string) =>
  awsError('AuthorizationQueryParametersError', 400, message)

const twoMechanisms = () =>
  awsError(
    'InvalidArgument',
    400,
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
  )

function unsupported() {
  const message =
    'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.'
  return awsError('InvalidRequest', 400, message)
}
