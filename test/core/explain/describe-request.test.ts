import { describe, expect, test } from 'vitest'
import { describeRequest } from '../../../src/core/explain/describe-request.ts'
import { spellingIn } from '../../../src/core/explain/key-names.ts'
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
      'No statement denies s3:GetObject over HTTP: whoever is allowed to do it can do it without TLS. Example: arn:aws:s3:::data/x',
    ],
    [
      'a policy with only an Allow',
      [deny({ Effect: 'Allow' })],
      OLD_TLS,
      'No statement denies s3:GetObject over TLS 1.1: whoever is allowed to do it can do it over TLS 1.1. Example: arn:aws:s3:::data/x',
    ],
    [
      'a value with a policy variable: the request has both',
      [
        deny({
          Condition: {
            Bool: { 'aws:SecureTransport': 'false' },
            StringNotEquals: { 'aws:ResourceOrgID': `\${aws:PrincipalOrgID}` },
          },
        }),
      ],
      {
        ...request('s3:GetObject', {
          ...{ 'aws:securetransport': 'false', 'aws:principalorgid': 'o-one' },
          'aws:resourceorgid': 'o-one',
        }),
        caller: ANALYST,
      },
      `No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP with aws:ResourceOrgID o-one and aws:PrincipalOrgID o-one: whoever is allowed to do it can do it without TLS. Statement 1 denies only where aws:ResourceOrgID is not \${aws:PrincipalOrgID}`,
    ],
    [
      'a caller who is not denied, where others are',
      [deny({ Principal: { AWS: 'arn:aws:iam::444455556666:root' } })],
      { ...OVER_HTTP, caller: ANALYST },
      'No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP by arn:aws:iam::111122223333:user/analyst: if it is allowed, it works without TLS. Statement 1 denies only for arn:aws:iam::444455556666:root',
    ],
    [
      'a Deny for other callers',
      [deny({ Principal: { AWS: USER } })],
      OVER_HTTP,
      `No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP by an anonymous caller: if it is allowed, it works without TLS. Statement 1 denies only for ${USER}`,
    ],
    [
      'a Deny of other actions',
      [deny({ Action: ['s3:Put*', 's3:List*'] })],
      OVER_HTTP,
      'No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP: whoever is allowed to do it can do it without TLS. Statement 1 denies only s3:Put*, s3:List*',
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
      'No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP without aws:UserAgent: whoever is allowed to do it can do it without TLS. Statement 1 denies only on arn:aws:s3:::data/logs/*, and only where aws:UserAgent is like curl/*',
    ],
    [
      'the nearest of several statements, which has the fewest limits',
      [
        deny({ Resource: 'arn:aws:s3:::data', Principal: { AWS: USER } }),
        deny({ Resource: 'arn:aws:s3:::data' }),
      ],
      OVER_HTTP,
      'No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP by an anonymous caller: if it is allowed, it works without TLS. Statement 2 denies only on arn:aws:s3:::data',
    ],
    [
      'the statement on TLS is nearest, though another one has fewer limits',
      [deny({ Action: 's3:DeleteObject', Condition: {} }), deny({ Resource: 'arn:aws:s3:::data' })],
      OVER_HTTP,
      'No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP: whoever is allowed to do it can do it without TLS. Statement 2 denies only on arn:aws:s3:::data',
    ],
    [
      'the statement on the version is nearest, though one on HTTP comes first',
      [deny(), { ...TLS_1_2, Resource: 'arn:aws:s3:::data' }],
      OLD_TLS,
      'No statement denies s3:GetObject on arn:aws:s3:::data/x over TLS 1.1: whoever is allowed to do it can do it over TLS 1.1. Statement 2 denies only on arn:aws:s3:::data',
    ],
    [
      'HTTP has no version, so a version limits a statement on HTTP',
      [TLS_1_2],
      OVER_HTTP,
      'No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP: whoever is allowed to do it can do it without TLS. Statement 1 denies only where s3:TlsVersion is less than 1.2',
    ],
    [
      'the header of an upload, which a statement on TLS does not mention',
      [deny()],
      KMS_UPLOAD,
      'No statement denies s3:PutObject on arn:aws:s3:::data/x with the encryption "aws:kms" and no key: whoever is allowed to do it can do it with the encryption "aws:kms" and no key',
    ],
    [
      'SSE-S3 without a key',
      [],
      request('s3:PutObject', { [ALGORITHM]: 'AES256' }),
      'No statement denies s3:PutObject with the encryption "AES256": whoever is allowed to do it can do it with the encryption "AES256". Example: arn:aws:s3:::data/x',
    ],
    [
      'a key for SSE-C',
      [],
      request('s3:PutObject', { [`${ALGORITHM}-customer-algorithm`]: 'AES256' }),
      'No statement denies s3:PutObject with SSE-C: whoever is allowed to do it can do it with SSE-C. Example: arn:aws:s3:::data/x',
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
      `No statement denies s3:PutObject on arn:aws:s3:::data/x without an encryption header: whoever is allowed to do it can do it without an encryption header. Statement 1 denies only where ${ALGORITHM} is present`,
    ],
    [
      'the statement on encryption is nearest, though one on TLS comes first',
      [deny(), upload({ StringEquals: { [ALGORITHM]: 'aws:kms:dsse' } })],
      KMS_UPLOAD,
      `No statement denies s3:PutObject on arn:aws:s3:::data/x with the encryption "aws:kms" and no key: whoever is allowed to do it can do it with the encryption "aws:kms" and no key. Statement 2 denies only where ${ALGORITHM} is aws:kms:dsse`,
    ],
    [
      'the key of an upload',
      [upload({ StringEquals: { [ALGORITHM]: 'aws:kms:dsse' } })],
      {
        ...KMS_UPLOAD,
        context: new Map([...KMS_UPLOAD.context, [`${ALGORITHM}-aws-kms-key-id`, [KEY]]]),
      },
      `No statement denies s3:PutObject on arn:aws:s3:::data/x with the encryption "aws:kms" and the key "${KEY}": whoever is allowed to do it can do it with the encryption "aws:kms" and the key "${KEY}". Statement 1 denies only where ${ALGORITHM} is aws:kms:dsse`,
    ],
    [
      'the Sid of a statement',
      [deny({ Sid: 'HttpsOnly', Action: 's3:Put*' })],
      OVER_HTTP,
      'No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP: whoever is allowed to do it can do it without TLS. Statement 1 ("HttpsOnly") denies only s3:Put*',
    ],
    [
      'the name of a tag in the letter case of the policy',
      [deny({ Condition: { StringEquals: { 'aws:principaltag/CostCenter': 'Fin' } } })],
      { ...OVER_HTTP, caller: ANALYST },
      `No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP without aws:principaltag/CostCenter by ${USER}: if it is allowed, it works without TLS. Statement 1 denies only where aws:principaltag/CostCenter is Fin`,
    ],
    [
      'an empty value, and one that ends with a blank',
      [deny({ Condition: { StringEquals: { 'aws:Referer': ['', 'x '] } } })],
      request('s3:GetObject', { 'aws:securetransport': 'false', 'aws:referer': ' ' }),
      'No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP with aws:Referer " ": whoever is allowed to do it can do it without TLS. Statement 1 denies only where aws:Referer is "" or "x "',
    ],
    [
      'a key that may be absent',
      [deny({ Condition: { NumericGreaterThanIfExists: { 's3:signatureAge': '600000' } } })],
      request('s3:GetObject', { 'aws:securetransport': 'false', 's3:signatureage': '5' }),
      'No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP with s3:signatureAge 5: whoever is allowed to do it can do it without TLS. Statement 1 denies only where s3:signatureAge, if present, is greater than 600000',
    ],
    [
      'only the absent keys that matter',
      [
        deny({ Condition: { StringEquals: { 'aws:Referer': 'a', 'aws:UserAgent': 'b' } } }),
        deny({
          Condition: {
            Bool: { 'aws:SecureTransport': 'false' },
            StringEquals: { 'aws:SourceVpc': 'vpc-1' },
          },
        }),
      ],
      OVER_HTTP,
      'No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP without aws:SourceVpc: whoever is allowed to do it can do it without TLS. Statement 2 denies only where aws:SourceVpc is vpc-1',
    ],
    [
      'an address of IPv6, and a key beside it',
      [
        deny({
          Condition: {
            NotIpAddress: { 'aws:SourceIp': '2001:db8::/32' },
            StringEquals: { 'aws:Referer': 'x' },
          },
        }),
      ],
      request('s3:GetObject', {
        'aws:securetransport': 'false',
        'aws:sourceip': '2001:db8::7',
        'aws:referer': 'y',
      }),
      'No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP from 2001:db8::7 with aws:Referer y: whoever is allowed to do it can do it without TLS. Statement 1 denies only where aws:SourceIp is not in 2001:db8::/32, and only where aws:Referer is x',
    ],
    [
      'a link, which stays a link, and a line break, which does not',
      [deny({ Condition: { StringLike: { 'aws:Referer': 'https://www.example.com/\n*' } } })],
      OVER_HTTP,
      'No statement denies s3:GetObject on arn:aws:s3:::data/x over HTTP without aws:Referer: whoever is allowed to do it can do it without TLS. Statement 1 denies only where aws:Referer is like https://www.example.com/\\u000a*',
    ],
  ])('%s', (_, statements, undenied, sentence) => {
    expect(sentenceOn(statements, undenied)).toBe(sentence)
  })

  test('is printable, whatever the policy or the request contains', () => {
    const hostile = 'x\u001b[2J\u2028\u202e'
    const denies = upload({ StringEquals: { [ALGORITHM]: hostile } })
    const sent = request('s3:PutObject', { [ALGORITHM]: hostile, 'aws:useragent': hostile })
    const undenied = { ...sent, resource: `arn:aws:s3:::data/${hostile}` }
    const sentence = sentenceOn([denies, denies], undenied)
    expect(sentence).toContain('Statement 1')
    expect(sentence).not.toMatch(/\p{Cc}|\p{Cf}|\u2028/u)
  })
})

function sentenceOn(statements: readonly JsonObject[], undenied: Request): string {
  const parsed = parsePolicy(policy(...statements))
  return describeRequest(parsed, undenied, aboutOf(undenied), spellingIn(parsed))
}

/** The keys of the class that a request is an example of. */
function aboutOf({ action, context }: Request): readonly string[] {
  if (context.get('aws:securetransport')?.includes('false')) return plainHttp(BUCKET).about
  const [uploads = plainHttp(BUCKET)] = headerlessUploads(BUCKET)
  const isOnTls = context.has('s3:tlsversion') || action !== 's3:PutObject'
  return isOnTls ? oldTls(BUCKET, '1.2').about : uploads.about
}
