import { describe, expect, test } from 'vitest'
import { describeRequest } from '../../../src/core/explain/describe-request.ts'
import type { JsonObject } from '../../../src/core/policy/document.ts'
import { parsePolicy } from '../../../src/core/policy/parsing/parse.ts'
import type { Caller, Request } from '../../../src/core/policy/request.ts'
import { oldTls } from '../../../src/core/requests/old-tls.ts'
import { plainHttp } from '../../../src/core/requests/plain-http.ts'
import { headerlessUploads } from '../../../src/core/requests/uploads.ts'
import { BUCKET } from '../../support/builders.ts'
import { deny, OBJECTS, policy, USER } from '../policy/cases/case.ts'
import { KEY } from '../policy/cases/classes.ts'

const ALGORITHM = 's3:x-amz-server-side-encryption'
const ANYBODY: Caller = { type: 'anonymous' }
const ANALYST: Caller = { type: 'user', account: '111122223333', arn: USER, principalArn: USER }

const request = (
  action: string,
  context: Readonly<Record<string, string>>,
  caller = ANYBODY,
): Request => ({
  caller,
  action,
  resource: 'arn:aws:s3:::data/x',
  context: new Map(Object.entries(context).map(([key, value]) => [key, [value]])),
})

const upload = (Condition: JsonObject) =>
  deny({ Action: 's3:PutObject', Resource: OBJECTS, Condition })
const OVER_HTTP = request('s3:GetObject', { 'aws:securetransport': 'false' })
const OLD_TLS = request('s3:GetObject', { 'aws:securetransport': 'true', 's3:tlsversion': '1.1' })
const PLAIN_UPLOAD = request('s3:PutObject', { 'aws:securetransport': 'true' })
const KMS_UPLOAD = request('s3:PutObject', {
  'aws:securetransport': 'true',
  [ALGORITHM]: 'aws:kms',
})
const TLS_1_2 = deny({ Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } })

describe('one sentence on a counterexample', () => {
  test.each<[string, readonly JsonObject[], Request, string]>([
    [
      'a policy without a Deny',
      [],
      OVER_HTTP,
      'Anyone can s3:GetObject arn:aws:s3:::data/x over HTTP: no statement denies anything',
    ],
    [
      'a policy with only an Allow',
      [deny({ Effect: 'Allow' })],
      OLD_TLS,
      'Anyone can s3:GetObject arn:aws:s3:::data/x over TLS 1.1: no statement denies anything',
    ],
    [
      'a caller with an ARN',
      [],
      { ...OVER_HTTP, caller: ANALYST },
      `${USER} can s3:GetObject arn:aws:s3:::data/x over HTTP: no statement denies anything`,
    ],
    [
      'a Deny for other callers',
      [deny({ Principal: { AWS: USER } })],
      OVER_HTTP,
      `Anyone can s3:GetObject arn:aws:s3:::data/x over HTTP: statement 1 denies only for ${USER}`,
    ],
    [
      'a Deny of other actions',
      [deny({ Action: ['s3:Put*', 's3:List*'] })],
      OVER_HTTP,
      'Anyone can s3:GetObject arn:aws:s3:::data/x over HTTP: statement 1 denies only s3:Put*, s3:List*',
    ],
    [
      'a Deny of other objects and with another condition',
      [
        deny({
          Resource: `${OBJECTS.slice(0, -1)}logs/*`,
          Condition: {
            Bool: { 'aws:SecureTransport': 'false' },
            StringLike: { 'aws:UserAgent': 'curl/*' },
          },
        }),
      ],
      OVER_HTTP,
      'Anyone can s3:GetObject arn:aws:s3:::data/x over HTTP without aws:UserAgent: statement 1 denies only on arn:aws:s3:::data/logs/*, and only where aws:UserAgent is like curl/*',
    ],
    [
      'the nearest of several statements, which has the fewest limits',
      [
        deny({ Resource: 'arn:aws:s3:::data', Principal: { AWS: USER } }),
        deny({ Resource: 'arn:aws:s3:::data' }),
      ],
      OVER_HTTP,
      'Anyone can s3:GetObject arn:aws:s3:::data/x over HTTP: statement 2 denies only on arn:aws:s3:::data',
    ],
    [
      'the statement on TLS is nearest, though another one has fewer limits',
      [deny({ Action: 's3:DeleteObject', Condition: {} }), deny({ Resource: 'arn:aws:s3:::data' })],
      OVER_HTTP,
      'Anyone can s3:GetObject arn:aws:s3:::data/x over HTTP: statement 2 denies only on arn:aws:s3:::data',
    ],
    [
      'the statement on the version is nearest, though one on HTTP comes first',
      [deny(), { ...TLS_1_2, Resource: 'arn:aws:s3:::data' }],
      OLD_TLS,
      'Anyone can s3:GetObject arn:aws:s3:::data/x over TLS 1.1: statement 2 denies only on arn:aws:s3:::data',
    ],
    [
      'HTTP has no version, so a version limits a statement on HTTP',
      [TLS_1_2],
      OVER_HTTP,
      'Anyone can s3:GetObject arn:aws:s3:::data/x over HTTP: statement 1 denies only where s3:TlsVersion is less than 1.2',
    ],
    [
      'the header of an upload, which a statement on TLS does not mention',
      [deny()],
      KMS_UPLOAD,
      'Anyone can s3:PutObject arn:aws:s3:::data/x with the encryption "aws:kms" and no key: no statement covers this request',
    ],
    [
      'SSE-S3 without a key',
      [],
      request('s3:PutObject', { [ALGORITHM]: 'AES256' }),
      'Anyone can s3:PutObject arn:aws:s3:::data/x with the encryption "AES256": no statement denies anything',
    ],
    [
      'a key for SSE-C',
      [],
      request('s3:PutObject', { [`${ALGORITHM}-customer-algorithm`]: 'AES256' }),
      'Anyone can s3:PutObject arn:aws:s3:::data/x with SSE-C: no statement denies anything',
    ],
    [
      'a missing header',
      [
        upload({
          Null: { [ALGORITHM]: 'false' },
          StringNotEquals: { [ALGORITHM]: 'AES256' },
        }),
      ],
      PLAIN_UPLOAD,
      `Anyone can s3:PutObject arn:aws:s3:::data/x without an encryption header: statement 1 denies only where ${ALGORITHM} is present`,
    ],
    [
      'the statement on encryption is nearest, though one on TLS comes first',
      [deny(), upload({ StringEquals: { [ALGORITHM]: 'aws:kms:dsse' } })],
      KMS_UPLOAD,
      `Anyone can s3:PutObject arn:aws:s3:::data/x with the encryption "aws:kms" and no key: statement 2 denies only where ${ALGORITHM} is aws:kms:dsse`,
    ],
    [
      'the key of an upload',
      [upload({ StringEquals: { [ALGORITHM]: 'aws:kms:dsse' } })],
      {
        ...KMS_UPLOAD,
        context: new Map([...KMS_UPLOAD.context, [`${ALGORITHM}-aws-kms-key-id`, [KEY]]]),
      },
      `Anyone can s3:PutObject arn:aws:s3:::data/x with the encryption "aws:kms" and the key "${KEY}": statement 1 denies only where ${ALGORITHM} is aws:kms:dsse`,
    ],
  ])('%s', (_, statements, undenied, sentence) => {
    const described = describeRequest(
      parsePolicy(policy(...statements)),
      undenied,
      aboutOf(undenied),
    )
    expect(described).toBe(sentence)
  })

  test('is printable, whatever the policy or the request contains', () => {
    const hostile = 'x\u001b[2J\u2028\u202e'
    const denies = upload({ StringEquals: { [ALGORITHM]: hostile } })
    const sent = request('s3:PutObject', { [ALGORITHM]: hostile, 'aws:useragent': hostile })
    const undenied = { ...sent, resource: `arn:aws:s3:::data/${hostile}` }
    const sentence = describeRequest(
      parsePolicy(policy(denies, denies)),
      undenied,
      aboutOf(undenied),
    )
    expect(sentence).toContain('statement 1')
    expect(sentence).not.toMatch(/\p{Cc}|\p{Cf}|\u2028/u)
  })
})

/** The keys of the class that a request is an example of. */
function aboutOf({ action, context }: Request): readonly string[] {
  if (context.get('aws:securetransport')?.includes('false')) return plainHttp(BUCKET).about
  const [uploads = plainHttp(BUCKET)] = headerlessUploads(BUCKET)
  const isOnTls = context.has('s3:tlsversion') || action !== 's3:PutObject'
  return isOnTls ? oldTls(BUCKET, '1.2').about : uploads.about
}
