import { describe, expect, test } from 'vitest'
import { parseAccessLogLine } from '../../../src/core/access-log/parse-line.ts'
import { judgeOf } from '../../../src/core/impact/judge-request.ts'
import { loggedRequest } from '../../../src/core/impact/logged-request.ts'
import type { JsonObject } from '../../../src/core/policy/document.ts'
import { parsePolicy } from '../../../src/core/policy/parsing/parse.ts'
import { accessLogLine, type LogFields } from '../../support/access-log-line.ts'

const BUCKET = {
  ...{ name: 'amzn-s3-demo-bucket1', partition: 'aws' },
  ...{ account: '111122223333', region: 'us-west-1' },
}
const ARN = 'arn:aws:s3:::amzn-s3-demo-bucket1'

const policyWith = (...statements: readonly JsonObject[]) =>
  parsePolicy({ Version: '2012-10-17', Statement: statements })

const statement = (Effect: string, Condition?: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...{ Effect, Principal: '*', Action: 's3:*', Resource: [ARN, `${ARN}/*`] },
  ...(Condition && { Condition }),
  ...more,
})

const deny = (Condition?: JsonObject, more?: JsonObject) => statement('Deny', Condition, more)
const allow = (more?: JsonObject) => statement('Allow', undefined, more)

const TLS_ONLY = deny({ Bool: { 'aws:SecureTransport': 'false' } })
const PLAIN = { cipher: '-', tls: '-' }
const ROLE = 'arn:aws:sts::111122223333:assumed-role/app/session'
const STRANGER = 'arn:aws:iam::999988887777:user/eve'
const CANONICAL = '0'.repeat(64)
const OWNER = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be'

function judge(
  fields: Partial<LogFields>,
  after: readonly JsonObject[],
  before: readonly JsonObject[] = [],
  count?: number,
) {
  const record = parseAccessLogLine(accessLogLine(fields, count))
  if (!record) throw new Error('The line is no record')
  const request = loggedRequest(record, BUCKET)
  if (typeof request === 'string') return request
  const change = {
    before: before.length > 0 ? policyWith(...before) : undefined,
    after: after.length > 0 ? policyWith(...after) : undefined,
  }
  return judgeOf(BUCKET, change)(request)
}

describe('a new Deny statement', () => {
  test.each<[string, string, Partial<LogFields>, JsonObject]>([
    ['yes', 'plain HTTP, tls-only', PLAIN, TLS_ONLY],
    ['no', 'TLS, tls-only', {}, TLS_ONLY],
    ['yes', 'anonymous, plain HTTP', { ...PLAIN, requester: '-' }, TLS_ONLY],
    ['yes', 'an unknown operation, all actions', { ...PLAIN, operation: 'REST.GET.NEW' }, TLS_ONLY],
    [
      ...(['maybe', 'an unknown operation, one action'] as const),
      { ...PLAIN, operation: 'REST.GET.NEW' },
      { ...TLS_ONLY, Action: 's3:GetObject' },
    ],
    ['no', 'another action', PLAIN, { ...TLS_ONLY, Action: 's3:PutObject' }],
    ['yes', 'the prefix of the key', PLAIN, { ...TLS_ONLY, Resource: `${ARN}/reports/*` }],
    ['no', 'another prefix', PLAIN, { ...TLS_ONLY, Resource: `${ARN}/private/*` }],
    [
      ...(['yes', 'a key with a blank, URL-encoded'] as const),
      { ...PLAIN, key: 'a%20b' },
      { ...TLS_ONLY, Resource: `${ARN}/a b` },
    ],
    ['yes', 'TLS 1.2', {}, deny({ NumericLessThan: { 's3:TlsVersion': '1.3' } })],
    ['no', 'TLS 1.3', { tls: 'TLSv1.3' }, deny({ NumericLessThan: { 's3:TlsVersion': '1.3' } })],
    [
      'maybe',
      'TLS of a version that is not logged',
      { tls: '-' },
      deny({ NumericLessThan: { 's3:TlsVersion': '1.3' } }),
    ],
    [
      'no',
      'a TLS version, which plain HTTP lacks',
      PLAIN,
      deny({ NumericLessThan: { 's3:TlsVersion': '1.3' } }),
    ],
    ['yes', 'the address', {}, deny({ IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } })],
    ['no', 'another address', {}, deny({ IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } })],
    [
      'no',
      'a private address, which is no aws:SourceIp',
      { remoteIp: '10.0.0.7' },
      deny({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
    ],
    [
      'yes',
      'no endpoint, from a public address',
      {},
      deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }),
    ],
    [
      'maybe',
      'some endpoint, from a private address',
      { remoteIp: '10.0.0.7' },
      deny({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }),
    ],
    [
      'maybe',
      'a header of an upload',
      { operation: 'REST.PUT.OBJECT' },
      deny({ Null: { 's3:x-amz-server-side-encryption': 'true' } }),
    ],
    [
      'no',
      'a header that only uploads have',
      {},
      deny({ StringEquals: { 's3:x-amz-acl': 'public-read' } }),
    ],
    [
      'maybe',
      'the organization of the caller',
      {},
      deny({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }),
    ],
    [
      'yes',
      'the organization of nobody',
      { requester: '-' },
      deny({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }),
    ],
    ['maybe', 'a tag of the object', {}, deny({ StringEquals: { 's3:ExistingObjectTag/a': 'b' } })],
    [
      'yes',
      'the account',
      {},
      deny({ StringNotEquals: { 'aws:PrincipalAccount': '999988887777' } }),
    ],
    [
      'no',
      'the own account',
      {},
      deny({ StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } }),
    ],
    [
      'yes',
      'the ARN',
      {},
      deny({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:user/*' } }),
    ],
    [
      'yes',
      'the role, which has no path',
      { requester: ROLE },
      deny({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/app' } }),
    ],
    [
      'maybe',
      'a role whose path the log leaves out',
      { requester: ROLE },
      deny({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/team/app' } }),
    ],
    [
      'no',
      'a role of another name',
      { requester: ROLE },
      deny({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/team/other' } }),
    ],
    [
      'yes',
      'a principal',
      {},
      deny(undefined, { Principal: { AWS: 'arn:aws:iam::111122223333:user/alice' } }),
    ],
    ['no', 'another principal', {}, deny(undefined, { Principal: { AWS: STRANGER } })],
    [
      'maybe',
      'a principal, and a canonical user id in the log',
      { requester: CANONICAL },
      deny(undefined, { Principal: { AWS: STRANGER } }),
    ],
    ['yes', 'everybody, and a canonical user id in the log', { requester: CANONICAL }, deny()],
    [
      'yes',
      'the root user, by the canonical id of the owner',
      { requester: OWNER },
      deny(undefined, { Principal: { AWS: '111122223333' } }),
    ],
    [
      'yes',
      'a service',
      { requester: 'svc:cloudfront.amazonaws.com' },
      deny(undefined, { Principal: { Service: 'cloudfront.amazonaws.com' } }),
    ],
    [
      'yes',
      'a listing by its prefix',
      {
        operation: 'REST.GET.BUCKET',
        key: '-',
        uri: '"GET /?list-type=2&prefix=secret%2F HTTP/1.1"',
      },
      deny({ StringLike: { 's3:prefix': 'secret/*' } }),
    ],
    ['yes', 'the user agent', {}, deny({ StringLike: { 'aws:UserAgent': 'aws-sdk-js/*' } })],
    [
      'maybe',
      'the user agent of a key in a batch delete',
      { operation: 'BATCH.DELETE.OBJECT', uri: '-', userAgent: '-' },
      deny({ StringLike: { 'aws:UserAgent': 'aws-sdk-js/*' } }),
    ],
    [
      'yes',
      'presigned URLs',
      { authentication: 'QueryString' },
      deny({ StringEquals: { 's3:authType': 'REST-QUERY-STRING' } }),
    ],
    [
      'yes',
      'a resource with a variable',
      { key: '111122223333/a' },
      deny(undefined, { Resource: `${ARN}/\${aws:PrincipalAccount}/*` }),
    ],
  ])('%s: %s', (expected, _reason, fields, added) => {
    expect(judge(fields, [added])).toBe(expected)
  })

  test('in a log before TLS was logged, plain HTTP is not known', () => {
    expect(judge({}, [TLS_ONLY], [], 18)).toBe('maybe')
  })
})

describe('a request', () => {
  test.each<[string, string, readonly JsonObject[], readonly JsonObject[], Partial<LogFields>]>([
    ['no', 'that the policy denied before', [TLS_ONLY, deny()], [deny()], PLAIN],
    ['no', 'that an unchanged statement denies', [TLS_ONLY], [TLS_ONLY], PLAIN],
    [
      'no',
      'of an unchanged statement under another Sid',
      [{ ...TLS_ONLY, Sid: 'a' }],
      [TLS_ONLY],
      PLAIN,
    ],
    ['yes', 'anonymous, whose Allow is taken away', [], [allow()], { requester: '-' }],
    ['no', 'anonymous, whose Allow stays', [allow()], [allow()], { requester: '-' }],
    ['maybe', 'of the own account, whose Allow is taken away', [], [allow()], {}],
    [
      'yes',
      'of another account, whose Allow is taken away',
      [],
      [allow()],
      { requester: STRANGER },
    ],
    [
      'maybe',
      'by an ACL, whose Allow is taken away',
      [],
      [allow()],
      { requester: '-', acl: 'Yes' },
    ],
    [
      'no',
      'of another account, which had no Allow',
      [],
      [allow({ Principal: { AWS: ROLE } })],
      { requester: STRANGER },
    ],
  ])('%s: %s', (expected, _reason, after, before, fields) => {
    expect(judge(fields, after, before)).toBe(expected)
  })
})
