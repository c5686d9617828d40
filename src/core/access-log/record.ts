/**
 * One record of an S3 server access log. A field that the log leaves out, or sets to `-`, is `undefined`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
 */
export interface AccessLogRecord {
  /** The canonical user id of the bucket's owner. */
  readonly owner: string | undefined
  readonly bucket: string
  /** Seconds since 1970. */
  readonly time: number
  readonly remoteIp: string | undefined
  /** An ARN, a canonical user id, or `svc:` and the name of a service. Anonymous requests have none. */
  readonly requester: string | undefined
  readonly requestId: string
  /** Such as `REST.GET.OBJECT`. */
  readonly operation: string
  /** URL-encoded, as the log has it. */
  readonly key: string | undefined
  /** Method, path and version of HTTP. Records of a part of a request, such as one key of a batch delete, have none. */
  readonly requestUri: string | undefined
  readonly status: number | undefined
  readonly referer: string | undefined
  readonly userAgent: string | undefined
  readonly tls: LoggedTls
  /** Such as `SigV4`. */
  readonly signature: string | undefined
  /** `AuthHeader` or `QueryString`. */
  readonly authentication: string | undefined
  readonly accessPoint: string | undefined
  /** Whether the request was allowed by an ACL only. */
  readonly needsAcl: boolean
}

/** `version`: such as `1.2`; `undefined` where only the cipher suite tells that it was TLS. `unknown`: an older record. */
export type LoggedTls =
  | { readonly used: true; readonly version: string | undefined }
  | { readonly used: false }
  | { readonly used: 'unknown' }

const UNKNOWN_TLS: LoggedTls = { used: 'unknown' }
const NO_TLS: LoggedTls = { used: false }
const SOME_TLS: LoggedTls = { used: true, version: undefined }

// Samples of AWS spell it TLSv1.2 and TLSV1.2.
const VERSIONS: ReadonlyMap<string, LoggedTls> = new Map(
  ['1', '1.0', '1.1', '1.2', '1.3'].flatMap((number) =>
    ['TLSv', 'TLSV', 'tlsv'].map((name) => {
      const version = number === '1' ? '1.0' : number
      return [`${name}${number}`, { used: true, version }] as const
    }),
  ),
)

/** Plain HTTP has neither a cipher suite nor a version. `null`: the record has no such field. */
export function loggedTls(cipher: string | null, version: string | null): LoggedTls {
  const known = version === null ? undefined : VERSIONS.get(version)
  if (known !== undefined) return known
  if (cipher === null) return UNKNOWN_TLS
  return cipher === '-' ? NO_TLS : SOME_TLS
}
