import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAccessLogLine } from '../../../src/core/access-log/parse-line.ts'
import type { AccessLogRecord } from '../../../src/core/access-log/record.ts'
import { decisionKeyOf, isAbout } from '../../../src/core/impact/decision-key.ts'
import { createImpactTally } from '../../../src/core/impact/impact.ts'
import { judgeOf } from '../../../src/core/impact/judge-request.ts'
import { loggedRequest } from '../../../src/core/impact/logged-request.ts'
import type { Policy } from '../../../src/core/policy/document.ts'
import { parsePolicy } from '../../../src/core/policy/parsing/parse.ts'
import { tlsOnlyStatement } from '../../../src/core/statements/cooper-statements.ts'
import { accessLogLine, type LogFields } from '../../support/access-log-line.ts'
import { cases } from '../../support/cases.ts'

const BUCKET = { name: 'amzn-s3-demo-bucket1', partition: 'aws' }
const ARN = 'arn:aws:s3:::amzn-s3-demo-bucket1'

const TLS_ONLY = parsePolicy({ Version: '2012-10-17', Statement: [tlsOnlyStatement(BUCKET)] })

const PLAIN = { cipher: '-', tls: '-' }

let number = 0

function recordOf(fields: Partial<LogFields>) {
  number += 1
  const requestId = number.toString(16).toUpperCase().padStart(16, '0')
  const record = parseAccessLogLine(accessLogLine({ requestId, ...fields }))
  if (!record) throw new Error('The line is no record')
  return record
}

function impactOf(
  records: readonly Partial<LogFields>[],
  change: { before?: Policy; after?: Policy; isLive?: boolean } = { after: TLS_ONLY },
  since?: number,
) {
  const tally = createImpactTally(BUCKET, { before: undefined, after: undefined, ...change }, since)
  for (const fields of records) tally.add(recordOf(fields))
  return tally.impact()
}

describe('the impact of a change', () => {
  test('names the clients that it would deny, those with most requests first', () => {
    const impact = impactOf([
      { ...PLAIN, time: '20/Nov/2026:10:00:00 +0000', operation: 'REST.PUT.OBJECT', key: 'a%20b' },
      { ...PLAIN, time: '19/Nov/2026:10:00:00 +0000' },
      { ...PLAIN, requester: '-', userAgent: '"curl/8"' },
      {},
    ])
    expect(impact).toMatchObject({
      ...{ from: '2026-11-19T10:00:00.000Z', to: '2026-11-20T10:00:00.000Z' },
      ...{ requests: 4, failed: 0, website: 0, maybe: { requests: 0, clients: [] } },
      denied: {
        requests: 3,
        clients: [
          {
            requester: 'arn:aws:iam::111122223333:user/alice',
            ...{ sourceAddress: '192.0.2.3', userAgent: 'aws-sdk-js/3.1', requests: 2 },
            ...{ first: '2026-11-19T10:00:00.000Z', last: '2026-11-20T10:00:00.000Z' },
            operations: ['REST.GET.OBJECT', 'REST.PUT.OBJECT'],
            example: {
              ...{ time: '2026-11-20T10:00:00.000Z', operation: 'REST.PUT.OBJECT', key: 'a%20b' },
            },
          },
          { requester: 'anonymous', userAgent: 'curl/8', requests: 1 },
        ],
      },
      days: [
        { day: '2026-11-19', requests: 1, denied: 1, maybe: 0 },
        { day: '2026-11-20', requests: 3, denied: 2, maybe: 0 },
      ],
    })
  })

  test.each<[string, Partial<LogFields>, object]>([
    ['websites apart', { ...PLAIN, operation: 'WEBSITE.GET.OBJECT' }, { requests: 0, website: 1 }],
    ['failed requests apart', { ...PLAIN, status: '404' }, { requests: 1, failed: 1 }],
    ['no work of S3 itself', { ...PLAIN, operation: 'S3.EXPIRE.OBJECT' }, { requests: 0 }],
    ['no other bucket', { ...PLAIN, bucket: 'another-bucket' }, { requests: 0 }],
  ])('counts %s', (_reason, fields, counts) => {
    expect(impactOf([fields])).toMatchObject({ ...counts, denied: { requests: 0 } })
  })

  test('counts a record once, however often S3 delivers it', () => {
    const same = { ...PLAIN, requestId: '3E57427F3EABCDEF' }
    expect(impactOf([same, {}, same]).denied.requests).toBe(1)
  })

  test('counts each key of a batch delete, which all have one request id', () => {
    const key = (name: string) => ({
      ...{ ...PLAIN, requestId: '3E57427F3EABCDEF', operation: 'BATCH.DELETE.OBJECT' },
      ...{ uri: '-', key: name },
    })
    expect(impactOf([key('a'), key('b'), key('a')]).denied.requests).toBe(2)
  })

  test('leaves out what is older than the days asked for', () => {
    const since = Date.UTC(2026, 10, 20) / 1000
    const impact = impactOf(
      [{ ...PLAIN, time: '19/Nov/2026:10:00:00 +0000' }, PLAIN],
      undefined,
      since,
    )
    expect(impact).toMatchObject({ requests: 1, from: '2026-11-20T09:30:05.000Z' })
  })

  test('under the live policy, counts what S3 refused', () => {
    const refused = { ...PLAIN, status: '403' }
    expect(impactOf([refused], { after: TLS_ONLY }).denied.requests).toBe(0)
    expect(impactOf([refused], { after: TLS_ONLY, isLive: true }).denied.requests).toBe(1)
  })

  test('keeps at most 10,000 clients, and counts all requests', () => {
    const clients = Array.from({ length: 10_050 }, (_, at) => ({ ...PLAIN, userAgent: `"${at}"` }))
    const { denied } = impactOf(clients)
    expect(denied.clients).toHaveLength(10_000)
    expect(denied).toMatchObject({ requests: 10_050, others: 50 })
  })

  test('reads text as UTF-8, which comes as bytes', () => {
    const bytes = Buffer.from('"Müller/1.0"').toString('latin1')
    expect(impactOf([{ ...PLAIN, userAgent: bytes }]).denied.clients[0]?.userAgent).toBe(
      'Müller/1.0',
    )
  })
})

const fields: fc.Arbitrary<Partial<LogFields>> = fc.record({
  operation: fc.constantFrom(
    'REST.GET.OBJECT',
    'REST.PUT.OBJECT',
    'REST.GET.BUCKET',
    'REST.GET.NEW',
  ),
  key: fc.constantFrom('-', 'a', 'logs/b'),
  uri: fc.constantFrom('-', '"GET /a HTTP/1.1"', '"GET /a?versionId=1&prefix=logs HTTP/1.1"'),
  requester: fc.constantFrom(
    '-',
    'arn:aws:iam::111122223333:user/alice',
    'arn:aws:sts::111122223333:assumed-role/app/s',
    'svc:cloudfront.amazonaws.com',
    '0'.repeat(64),
  ),
  remoteIp: fc.constantFrom('-', '192.0.2.3', '10.0.0.7'),
  userAgent: fc.constantFrom('-', '"curl/8"'),
  referer: fc.constantFrom('"-"', '"http://example.com/"'),
  cipher: fc.constantFrom('-', 'ECDHE'),
  tls: fc.constantFrom('-', 'TLSv1.2', 'TLSv1.3'),
  authentication: fc.constantFrom('-', 'AuthHeader', 'QueryString'),
  signature: fc.constantFrom('-', 'SigV2', 'SigV4'),
  accessPoint: fc.constantFrom('-', 'arn:aws:s3:us-west-1:123456789012:accesspoint/one'),
  acl: fc.constantFrom('-', 'Yes'),
  time: fc.constantFrom('20/Nov/2026:09:30:05 +0000', '21/Nov/2026:09:30:05 +0000'),
})

const CONDITIONS = [
  { Bool: { 'aws:SecureTransport': 'false' } },
  { NumericLessThan: { 's3:TlsVersion': '1.3' } },
  { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
  { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
  { Null: { 'aws:VpcSourceIp': 'false' } },
  { StringLike: { 'aws:UserAgent': 'curl/*' } },
  { StringLike: { 'aws:Referer': 'http:*' } },
  { DateGreaterThan: { 'aws:CurrentTime': '2026-11-21T00:00:00Z' } },
  { StringEquals: { 's3:authType': 'REST-QUERY-STRING' } },
  { StringEquals: { 's3:signatureversion': 'AWS' } },
  { Null: { 's3:DataAccessPointArn': 'false' } },
  { StringEquals: { 's3:prefix': 'logs' } },
  { StringEquals: { 'aws:PrincipalType': 'User' } },
  { StringEquals: { 'aws:username': 'alice' } },
  { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } },
  { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
  { Null: { 's3:x-amz-server-side-encryption': 'true' } },
  {},
]

const policies = fc
  .array(
    fc.record({
      Effect: fc.constantFrom('Deny', 'Allow'),
      Principal: fc.constantFrom('*', { AWS: 'arn:aws:iam::111122223333:user/alice' }),
      Action: fc.constantFrom('s3:*', 's3:GetObject', 's3:GetObjectVersion'),
      Resource: fc.constantFrom(`${ARN}/*`, ARN, `${ARN}/logs/*`, `${ARN}/\${aws:username}*`),
      Condition: fc.constantFrom(...CONDITIONS),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((Statement) => parsePolicy({ Version: '2012-10-17', Statement }))

const isAlike = (one: AccessLogRecord, other: AccessLogRecord) =>
  one.tls === other.tls && isAbout(one) === isAbout(other)

test('two records with the same decision key have the same answer', () => {
  let same = 0
  fc.assert(
    fc.property(policies, fc.option(policies), fields, fields, (after, before, one, other) => {
      const change = { before: before ?? undefined, after }
      const judge = judgeOf(BUCKET, change)
      const keyOf = decisionKeyOf(BUCKET, change)
      // Equal but for one field: alike enough for equal keys, and different enough for different answers.
      for (const field of Object.keys(one) as (keyof LogFields)[]) {
        const [left, right] = [recordOf(one), recordOf({ ...one, [field]: other[field] })]
        if (!isAlike(left, right) || keyOf(left) !== keyOf(right)) continue
        same += 1
        const answers = [left, right].map((record) => {
          const request = loggedRequest(record, BUCKET)
          return typeof request === 'string' ? request : judge(request)
        })
        expect(answers[0], field).toBe(answers[1])
      }
    }),
    { numRuns: cases(1500) },
  )
  expect(same).toBeGreaterThan(200)
})
