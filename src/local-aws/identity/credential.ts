import { awsError } from '../http/aws-error.ts'
import { type Exchange, header } from '../http/exchange.ts'

/** The credentials of a request. The signature is not verified: do not use real secrets here. */
export interface Credential {
  readonly accessKeyId: string
  readonly region: string
  readonly service: string
  readonly method: 'AuthHeader' | 'QueryString'
}

const SIGNATURE_V4 = 'AWS4-HMAC-SHA256'

/** The Signature Version 4 credential of header or presigned URL; `undefined` for an anonymous request. */
export function readCredential(exchange: Exchange, now: Date): Credential | undefined {
  const authorization = header(exchange, 'authorization')
  if (authorization !== undefined) {
    if (!authorization.startsWith(`${SIGNATURE_V4} `)) throw unsupported()
    const scope = /Credential=([^,\s]+)/.exec(authorization)?.[1] ?? ''
    return { ...parseScope(scope), method: 'AuthHeader' }
  }
  if (!exchange.query.has('X-Amz-Algorithm')) return undefined
  if (exchange.query.get('X-Amz-Algorithm') !== SIGNATURE_V4) throw unsupported()
  if (isExpired(exchange.query, now)) throw awsError('AccessDenied', 403, 'Request has expired')
  return { ...parseScope(exchange.query.get('X-Amz-Credential') ?? ''), method: 'QueryString' }
}

function parseScope(scope: string) {
  const [accessKeyId, , region, service, terminator] = scope.split('/')
  if (!accessKeyId || !region || !service || terminator !== 'aws4_request') {
    const message = 'The authorization header is malformed; the Credential is mal-formed'
    throw awsError('AuthorizationHeaderMalformed', 400, message)
  }
  return { accessKeyId, region, service }
}

function isExpired(query: URLSearchParams, now: Date): boolean {
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(query.get('X-Amz-Date') ?? '') ?? []
  if (date === undefined || time === undefined) return true
  const day = date.replace(/^(....)(..)(..)$/, '$1-$2-$3')
  const start = Date.parse(`${day}T${time.replace(/^(..)(..)(..)$/, '$1:$2:$3')}Z`)
  // A malformed date or expiry compares as false, so that it counts as expired.
  return !(now.getTime() <= start + Number(query.get('X-Amz-Expires') ?? 0) * 1000)
}

function unsupported() {
  const message =
    'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.'
  return awsError('InvalidRequest', 400, message)
}
