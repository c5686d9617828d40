import * as v from 'valibot'
import { type AccessLogRecord, loggedTls } from '../../core/access-log/record.ts'

const Text = v.optional(v.nullish(v.string()))

/**
 * An access log record as S3 delivers it to CloudWatch Logs. Where AWS writes a dash in the text form, it is `null` here.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/sal-cw-log-format.html
 */
const JsonRecord = v.object({
  bucket_name: v.string(),
  request_time: v.pipe(v.string(), v.isoTimestamp()),
  request_id: v.string(),
  operation: v.string(),
  bucket_owner_id: Text,
  remote_ip: Text,
  requester: Text,
  key: Text,
  request_uri: Text,
  http_status: v.optional(v.nullish(v.union([v.number(), v.string()]))),
  referer: Text,
  user_agent: Text,
  signature_version: Text,
  cipher_suite: Text,
  authentication_type: Text,
  tls_version: Text,
  access_point_arn: Text,
  acl_required: v.optional(v.nullish(v.union([v.string(), v.boolean()]))),
})

/** What `aws logs` prints around a record. */
const Wrapped = v.object({ message: v.string() })

/** The record in one line of JSON. `undefined`: the line is no record. */
export function parseJsonRecord(line: string): AccessLogRecord | undefined {
  const input = readJson(line)
  const wrapped = v.safeParse(Wrapped, input)
  const result = v.safeParse(JsonRecord, wrapped.success ? readJson(wrapped.output.message) : input)
  if (!result.success) return undefined
  const { output: found } = result
  return {
    owner: given(found.bucket_owner_id),
    bucket: found.bucket_name,
    time: Math.floor(Date.parse(found.request_time) / 1000),
    remoteIp: given(found.remote_ip),
    requester: given(found.requester),
    requestId: found.request_id,
    operation: found.operation,
    key: given(found.key),
    requestUri: given(found.request_uri),
    status: Number(found.http_status) || undefined,
    referer: given(found.referer),
    userAgent: given(found.user_agent),
    // A field that is absent is as unknown as one that an older log lacks.
    tls: loggedTls(
      found.cipher_suite === null ? '-' : (found.cipher_suite ?? null),
      found.tls_version ?? null,
    ),
    signature: given(found.signature_version),
    authentication: given(found.authentication_type),
    accessPoint: given(found.access_point_arn),
    needsAcl: found.acl_required === 'Yes' || found.acl_required === true,
  }
}

const given = (text: string | null | undefined) =>
  text === null || text === '-' || text === '' ? undefined : text

function readJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
