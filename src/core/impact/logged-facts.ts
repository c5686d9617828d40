import type { AccessLogRecord } from '../access-log/record.ts'
import { mayHaveKey } from '../policy/decision/action-keys.ts'
import { constraintByCaller, constraintByNature } from '../policy/decision/key-presence.ts'
import type { BucketId } from '../policy/evaluation/resources.ts'
import type { Caller } from '../policy/request.ts'

/** The bucket whose log it is, with what is known of it. */
export interface LoggedBucket extends BucketId {
  readonly account?: string
  readonly region?: string
}

/** The values of condition keys that a log tells. */
export interface LoggedFacts {
  /** `undefined`: the request has no such key. `unknown`: the log does not tell. */
  readonly valueOf: (key: string) => readonly string[] | undefined | 'unknown'
}

interface Known {
  readonly record: AccessLogRecord
  readonly caller: Caller | undefined
  readonly action: string | undefined
  readonly query: URLSearchParams
  readonly bucket: LoggedBucket
}

export function loggedFacts(known: Known): LoggedFacts {
  return { valueOf: (key) => loggedValue(key, known) }
}

function loggedValue(key: string, known: Known): readonly string[] | undefined | 'unknown' {
  const { action, caller } = known
  if (action !== undefined && !mayHaveKey(action, key)) return undefined
  if (constraintByNature(key, known, 'documented')?.presence === 'absent') return undefined
  const read = READERS[key]
  if (read) return valuesOf(read(known))
  if (caller === undefined) return 'unknown'
  if (caller.type === 'service') return valuesOf(ofService(key, caller.service))
  const { presence, oneOf = [] } = constraintByCaller(key, caller.type, 'documented') ?? {}
  if (presence === 'absent') return undefined
  if (presence === 'present' && oneOf.length === 1) return oneOf
  return valuesOf(ofIdentity(key, caller))
}

/** `null`: the request has no such key. `undefined`: the log does not tell. */
type LoggedText = string | null | undefined

const valuesOf = (text: LoggedText) =>
  text === undefined ? 'unknown' : text === null ? undefined : [text]

/** The keys that follow from one field of a record. */
const READERS: Readonly<Record<string, (known: Known) => LoggedText>> = {
  'aws:securetransport': ({ record: { tls } }) =>
    tls.used === 'unknown' ? undefined : String(tls.used),
  's3:tlsversion': ({ record: { tls } }) =>
    tls.used === 'unknown' ? undefined : tls.used ? tls.version : null,
  'aws:sourceip': ({ record }) => sourceOf(record, 'public'),
  'aws:vpcsourceip': ({ record }) => sourceOf(record, 'private'),
  'aws:sourcevpc': ({ record }) => (isPublic(record.remoteIp) ? null : undefined),
  'aws:sourcevpce': ({ record }) => (isPublic(record.remoteIp) ? null : undefined),
  'aws:useragent': ({ record }) => ofHeader(record, record.userAgent),
  'aws:referer': ({ record }) => ofHeader(record, record.referer),
  'aws:currenttime': ({ record: { time } }) => new Date(time * 1000).toISOString(),
  'aws:epochtime': ({ record }) => String(record.time),
  'aws:resourceaccount': ({ bucket }) => bucket.account,
  's3:resourceaccount': ({ bucket }) => bucket.account,
  'aws:requestedregion': ({ bucket }) => bucket.region,
  's3:authtype': ({ record, caller }) => authTypeOf(record, caller),
  's3:signatureversion': ({ record: { signature } }) => SIGNATURES[signature ?? ''],
  's3:dataaccesspointarn': ({ record }) => record.accessPoint ?? null,
  's3:prefix': ({ query }) => query.get('prefix'),
  's3:delimiter': ({ query }) => query.get('delimiter'),
  's3:max-keys': ({ query }) => query.get('max-keys'),
  's3:versionid': ({ query }) => query.get('versionId'),
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
const SIGNATURES: Readonly<Record<string, LoggedText>> = {
  '': null,
  SigV4: 'AWS4-HMAC-SHA256',
  SigV2: 'AWS',
}

const AUTHENTICATIONS: Readonly<Record<string, LoggedText>> = {
  AuthHeader: 'REST-HEADER',
  QueryString: 'REST-QUERY-STRING',
}

const authTypeOf = ({ authentication = '' }: AccessLogRecord, caller: Caller | undefined) =>
  caller?.type === 'anonymous' ? null : AUTHENTICATIONS[authentication]

// A record of a part of a request, such as one key of a batch delete, has no headers.
const ofHeader = ({ requestUri }: AccessLogRecord, value: string | undefined) =>
  requestUri === undefined ? undefined : (value ?? null)

// A request through a VPC endpoint comes from a private address and has no aws:SourceIp.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html
function sourceOf({ remoteIp }: AccessLogRecord, wanted: 'public' | 'private'): LoggedText {
  if (remoteIp === undefined) return undefined
  return isPublic(remoteIp) === (wanted === 'public') ? remoteIp : null
}

const PRIVATE =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd])/i

const isPublic = (ip: string | undefined) => ip !== undefined && !PRIVATE.test(ip)

function ofService(key: string, service: string): LoggedText {
  if (key === 'aws:principalisawsservice') return 'true'
  return key === 'aws:principalservicename' ? service : undefined
}

function ofIdentity(key: string, caller: Exclude<Caller, { type: 'service' }>): LoggedText {
  if (caller.type === 'anonymous') return undefined
  if (key === 'aws:principalaccount') return caller.account
  if (key === 'aws:principalarn') return caller.principalArn
  return key === 'aws:username' ? caller.arn.split('/').at(-1) : undefined
}
