import type { AwsError } from '../../http/aws-error.ts'
import { header, type Reply } from '../../http/exchange.ts'
import { canonicalId } from '../../identity/identity.ts'
import type { StoredBucket } from '../bucket.ts'
import type { S3Call } from '../operation.ts'
import { loggedName } from './logged-name.ts'

/** What came of a call. */
export interface CallResult {
  readonly reply: Reply | undefined
  readonly error: AwsError | undefined
}

/**
 * The line of an access log for a call on a bucket, with all 27 fields.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
 */
export function logLine(call: S3Call, bucket: StoredBucket, { reply, error }: CallResult): string {
  const { exchange, operation, target } = call
  const status = error?.status ?? reply?.status ?? 200
  const query = exchange.query.size > 0 ? `?${exchange.query}` : ''
  return line(call, bucket, {
    operation: loggedName(operation),
    key: target.key,
    requestUri: `"${exchange.method} ${exchange.path}${query} HTTP/1.1"`,
    status,
    errorCode: error?.code,
    bytes: reply === undefined ? 0 : Buffer.byteLength(reply.body),
    referer: `"${header(exchange, 'referer') ?? '-'}"`,
    userAgent: `"${header(exchange, 'user-agent') ?? '-'}"`,
  })
}

/** The line of one key of a batch delete, which has neither a request URI nor headers. */
export const batchLine = (
  call: S3Call,
  bucket: StoredBucket,
  key: string,
  isDenied: boolean,
): string =>
  line(call, bucket, {
    operation: 'BATCH.DELETE.OBJECT',
    key,
    requestUri: '-',
    status: isDenied ? 403 : 204,
    errorCode: isDenied ? 'AccessDenied' : undefined,
    bytes: 0,
    referer: '-',
    userAgent: '-',
  })

interface LineFacts {
  readonly operation: string
  readonly key: string
  readonly requestUri: string
  readonly status: number
  readonly errorCode: string | undefined
  readonly bytes: number
  readonly referer: string
  readonly userAgent: string
}

function line(call: S3Call, bucket: StoredBucket, facts: LineFacts): string {
  const { exchange, credential, cloud } = call
  const fields = [
    ...[canonicalId(bucket.account), bucket.name, `[${timeText(cloud.clock())}]`],
    ...[exchange.sourceIp, requesterOf(call), exchange.requestId, facts.operation],
    ...[facts.key === '' ? '-' : encodeURIComponent(facts.key).replaceAll('%2F', '/')],
    ...[facts.requestUri, String(facts.status), facts.errorCode ?? '-'],
    ...[facts.bytes === 0 ? '-' : String(facts.bytes), '-', '1', '1', facts.referer],
    ...[facts.userAgent, '-', exchange.hostId, credential ? `Sig${credential.version}` : '-'],
    exchange.tls?.cipher ?? '-',
    ...[authenticationOf(call), exchange.headers.host ?? '-', exchange.tls?.version ?? '-'],
    ...['-', '-', bucket.region],
  ]
  return `${fields.join(' ')}\n`
}

const authenticationOf = ({ credential }: S3Call) => {
  if (credential === undefined) return '-'
  return credential.method === 'AuthHeader' ? 'AuthHeader' : 'QueryString'
}

/** The ARN of the caller, but the canonical user id for a root user. */
function requesterOf({ identity: { caller } }: S3Call): string {
  if (caller.type === 'anonymous') return '-'
  if (caller.type === 'service') return `svc:${caller.service}`
  return caller.type === 'root' ? canonicalId(caller.account) : caller.arn
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `20/Nov/2026:09:30:05 +0000`. */
function timeText(time: Date): string {
  const [, year, month, day, clock] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(time.toISOString()) ?? []
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock} +0000`
}
