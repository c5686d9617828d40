import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAccessLogLine } from '../../../src/core/access-log/parse-line.ts'
import { accessLogLine } from '../../support/access-log-line.ts'
import { cases } from '../../support/cases.ts'

describe('a line of an access log', () => {
  test('has its fields', () => {
    expect(parseAccessLogLine(accessLogLine())).toEqual({
      owner: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
      bucket: 'amzn-s3-demo-bucket1',
      time: Date.UTC(2026, 10, 20, 9, 30, 5) / 1000,
      remoteIp: '192.0.2.3',
      requester: 'arn:aws:iam::111122223333:user/alice',
      requestId: '3E57427F3EXAMPLE',
      operation: 'REST.GET.OBJECT',
      key: 'reports/2026.csv',
      requestUri: 'GET /reports/2026.csv HTTP/1.1',
      status: 200,
      referer: undefined,
      userAgent: 'aws-sdk-js/3.1',
      tls: { used: true, version: '1.2' },
      signature: 'SigV4',
      authentication: 'AuthHeader',
      accessPoint: undefined,
      needsAcl: false,
    })
  })

  test.each([
    ['28 fields, of which the last is unknown today', accessLogLine().concat(' new-field'), {}],
    ['27 fields', accessLogLine({ sourceRegion: 'us-east-1' }), {}],
    ['an ACL that the request needed', accessLogLine({ acl: 'Yes' }), { needsAcl: true }],
    [
      'an access point',
      accessLogLine({ accessPoint: 'arn:aws:s3:us-west-1:123456789012:accesspoint/example-AP' }),
      { accessPoint: 'arn:aws:s3:us-west-1:123456789012:accesspoint/example-AP' },
    ],
    ['plain HTTP', accessLogLine({ cipher: '-', tls: '-' }), { tls: { used: false } }],
    ['TLS in capitals', accessLogLine({ tls: 'TLSV1.3' }), { tls: { used: true, version: '1.3' } }],
    ['TLS 1.0', accessLogLine({ tls: 'TLSv1' }), { tls: { used: true, version: '1.0' } }],
    ['a cipher suite alone', accessLogLine({ tls: '-' }), { tls: { used: true } }],
    ['18 fields, before TLS was logged', accessLogLine({}, 18), { tls: { used: 'unknown' } }],
    ['22 fields, with a cipher suite', accessLogLine({}, 22), { tls: { used: true } }],
    ['22 fields, without TLS', accessLogLine({ cipher: '-' }, 22), { tls: { used: false } }],
    ['an anonymous caller', accessLogLine({ requester: '-' }), { requester: undefined }],
    [
      'quotes in the user agent',
      accessLogLine({ userAgent: '"a "quoted" agent"', cipher: '-', tls: '-' }),
      { userAgent: 'a "quoted" agent', tls: { used: false } },
    ],
    [
      'a quote at the end of the referer',
      accessLogLine({ referer: '"http://example.com/?id=452""' }),
      { referer: 'http://example.com/?id=452"', userAgent: 'aws-sdk-js/3.1' },
    ],
    [
      'quotes in the request URI',
      accessLogLine({ uri: '"GET /a"b" HTTP/1.1"' }),
      { requestUri: 'GET /a"b" HTTP/1.1', status: 200 },
    ],
    [
      'a request URI that looks as if it had ended',
      accessLogLine({ uri: '"GET /a" -1 HTTP/1.1"' }),
      { requestUri: 'GET /a" -1 HTTP/1.1', status: 200 },
    ],
    [
      'a key of a batch delete, which has neither URI, nor referer, nor user agent',
      accessLogLine({
        ...{
          operation: 'BATCH.DELETE.OBJECT',
          uri: '-',
          status: '204',
          referer: '-',
          userAgent: '-',
        },
      }),
      {
        requestUri: undefined,
        userAgent: undefined,
        status: 204,
        tls: { used: true, version: '1.2' },
      },
    ],
    [
      'the source of a copy, with 18 fields',
      accessLogLine(
        { operation: 'REST.COPY.OBJECT_GET', uri: '-', referer: '-', userAgent: '-' },
        18,
      ),
      { requestUri: undefined, userAgent: undefined, tls: { used: 'unknown' } },
    ],
    [
      'a lifecycle rule, all dashes',
      accessLogLine({
        ...{ operation: 'S3.EXPIRE.OBJECT', uri: '"-"', status: '-', remoteIp: '-', tls: '-' },
        ...{ cipher: '-', referer: '"-"', userAgent: '"-"', requester: 'AmazonS3' },
      }),
      { operation: 'S3.EXPIRE.OBJECT', status: undefined, remoteIp: undefined },
    ],
    ['another time zone', accessLogLine({ time: '20/Nov/2026:11:30:05 +0200' }), {}],
    ['a referer without quotes', accessLogLine({ referer: '-' }), { referer: undefined }],
    ['a user agent without quotes', accessLogLine({ userAgent: '-' }), { userAgent: undefined }],
  ])('can have %s', (_reason, line, expected) => {
    const usual = parseAccessLogLine(accessLogLine())
    expect(parseAccessLogLine(line)).toMatchObject({
      ...{ bucket: usual?.bucket, time: usual?.time, requestId: usual?.requestId },
      ...expected,
    })
  })

  test.each([
    ['an empty line', ''],
    ['text', 'this is not a record'],
    ['17 fields', accessLogLine({}, 17)],
    ['a line that is cut off in the user agent', accessLogLine().slice(0, 250)],
    ['a month that does not exist', accessLogLine({ time: '20/Foo/2026:09:30:05 +0000' })],
    ['no time', accessLogLine().replace(/\[.*\] /, '')],
    ['an operation without a dot', accessLogLine({ operation: 'GET' })],
    ['a field too many at the start', `surplus ${accessLogLine()}`],
  ])('is no record: %s', (_reason, line) => {
    expect(parseAccessLogLine(line)).toBeUndefined()
  })

  // Quotes in it end the field only where a status follows.
  const foreign = fc.string({ unit: fc.constantFrom(...'ab"\\ -/%20é1') })

  test('tells bucket, operation, requester and TLS, whatever a client sends', () => {
    fc.assert(
      fc.property(foreign, foreign, foreign, fc.boolean(), (uri, referer, userAgent, isPlain) => {
        const line = accessLogLine({
          ...{
            uri: `"GET /${uri} HTTP/1.1"`,
            referer: `"${referer}"`,
            userAgent: `"${userAgent}"`,
          },
          ...(isPlain && { cipher: '-', tls: '-' }),
        })
        expect(parseAccessLogLine(line)).toMatchObject({
          ...{ bucket: 'amzn-s3-demo-bucket1', operation: 'REST.GET.OBJECT' },
          requester: 'arn:aws:iam::111122223333:user/alice',
          tls: { used: !isPlain },
        })
      }),
      { numRuns: cases(2000) },
    )
  })

  test('of any text gives a record or nothing', () => {
    const damaged = fc.tuple(fc.nat(400), fc.nat(5), fc.string()).map(([at, length, text]) => {
      const line = accessLogLine()
      return line.slice(0, at) + text + line.slice(at + length)
    })
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string()), (line) => {
        const record = parseAccessLogLine(line)
        if (record) expect(record).toMatchObject({ time: expect.any(Number) })
      }),
      { numRuns: cases(10_000) },
    )
  })
})
