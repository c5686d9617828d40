/** The fields of a line, as the log has them. */
export interface LogFields {
  readonly owner: string
  readonly bucket: string
  readonly time: string
  readonly remoteIp: string
  readonly requester: string
  readonly requestId: string
  readonly operation: string
  readonly key: string
  readonly uri: string
  readonly status: string
  readonly error: string
  readonly referer: string
  readonly userAgent: string
  readonly signature: string
  readonly cipher: string
  readonly authentication: string
  readonly tls: string
  readonly accessPoint: string
  readonly acl: string
  readonly sourceRegion: string
}

const USUAL: LogFields = {
  owner: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
  bucket: 'amzn-s3-demo-bucket1',
  time: '20/Nov/2026:09:30:05 +0000',
  remoteIp: '192.0.2.3',
  requester: 'arn:aws:iam::111122223333:user/alice',
  requestId: '3E57427F3EXAMPLE',
  operation: 'REST.GET.OBJECT',
  key: 'reports/2026.csv',
  uri: '"GET /reports/2026.csv HTTP/1.1"',
  status: '200',
  error: '-',
  referer: '"-"',
  userAgent: '"aws-sdk-js/3.1"',
  signature: 'SigV4',
  cipher: 'ECDHE-RSA-AES128-GCM-SHA256',
  authentication: 'AuthHeader',
  tls: 'TLSv1.2',
  accessPoint: '-',
  acl: '-',
  sourceRegion: 'us-west-1',
}

/** A line of an access log. `count`: how many of its 27 fields it has, as in logs before AWS appended the others. */
export function accessLogLine(changed: Partial<LogFields> = {}, count = 27): string {
  const of = { ...USUAL, ...changed }
  const fields = [
    ...[of.owner, of.bucket, `[${of.time}]`, of.remoteIp, of.requester, of.requestId],
    ...[of.operation, of.key, of.uri, of.status, of.error, '4096', '4096', '12', '11'],
    ...[of.referer, of.userAgent, '-', 's9lzHYrFp76ZVxRcpX9=', of.signature, of.cipher],
    ...[of.authentication, `${of.bucket}.s3.us-west-1.amazonaws.com`, of.tls, of.accessPoint],
    ...[of.acl, of.sourceRegion],
  ]
  return fields.slice(0, count).join(' ')
}
