import { describe, expect, test } from 'vitest'
import { examine } from '../../../src/core/explain/examine.ts'
import type { JsonObject } from '../../../src/core/policy/document.ts'
import { parsePolicy } from '../../../src/core/policy/parsing/parse.ts'
import { oldTls } from '../../../src/core/requests/old-tls.ts'
import { plainHttp } from '../../../src/core/requests/plain-http.ts'
import { headerlessUploads } from '../../../src/core/requests/uploads.ts'
import { uploadHeaderStatement } from '../../../src/core/statements/cooper-statements.ts'
import { deny, denyIf, policy, USER } from '../policy/cases/case.ts'
import { BUCKET, CLASSES } from '../policy/cases/classes.ts'

const [UPLOADS = oldTls(BUCKET, '1.2')] = headerlessUploads(BUCKET)
const OWN = uploadHeaderStatement(BUCKET)
const examineStatements = (statements: readonly JsonObject[], requests = UPLOADS) =>
  examine(parsePolicy(policy(...statements)), requests, 'upload')

describe('an examination', () => {
  test('names the statement that enforces', () => {
    expect(examineStatements([deny({ Effect: 'Allow' }), OWN])).toEqual({
      evidence: { enforced: true, statements: [2] },
      sentence: 'Every upload is denied, by statement 2 ("CooperUploadHeader")',
    })
  })

  const { Principal: _, ...rest }: JsonObject = OWN
  const ofOne = { ...OWN, Principal: { AWS: USER } }
  const ofOthers = { ...rest, NotPrincipal: { AWS: USER } }

  test.each([
    ['one user first', [ofOne, ofOthers]],
    ['everyone else first', [ofOthers, ofOne]],
  ])(
    'names all statements that enforce together, in their order: %s',
    (_reason, [first = {}, second = {}]) => {
      expect(examineStatements([first, deny({ Effect: 'Allow' }), second])).toEqual({
        evidence: { enforced: true, statements: [1, 3] },
        sentence:
          'Every upload is denied, by statements 1 ("CooperUploadHeader") and 3 ("CooperUploadHeader")',
      })
    },
  )

  test('shows a counterexample as a request', () => {
    expect(examineStatements([{ ...OWN, Principal: { AWS: USER } }])).toEqual({
      evidence: {
        enforced: false,
        undenied: {
          principal: 'anonymous',
          action: 's3:PutObject',
          resource: 'arn:aws:s3:::data/any-object',
          context: {
            'aws:SecureTransport': 'true',
            's3:TlsVersion': '1.3',
            'aws:PrincipalType': 'Anonymous',
            'aws:CurrentTime': '2030-01-01T00:00:00Z',
            'aws:EpochTime': '1893456000',
            'aws:RequestedRegion': 'eu-central-1',
            'aws:ResourceAccount': '111122223333',
            'aws:SourceIp': '198.51.100.7',
            'aws:UserAgent': 'curl/8.0',
            'aws:ViaAWSService': 'false',
          },
        },
      },
      sentence: expect.stringMatching(
        /^No statement denies s3:PutObject .*\. Statement 1 \("CooperUploadHeader"\) denies only for /,
      ),
    })
  })

  test('shows the TLS version of a counterexample', () => {
    expect(examineStatements([], oldTls(BUCKET, '1.3')).evidence.undenied?.context).toMatchObject({
      'aws:SecureTransport': 'true',
      's3:TlsVersion': '1.2',
    })
  })

  test('says what could not be proven, which does not count as enforced', () => {
    const vague = { ...OWN, Condition: { Bool: { 'aws:SecureTransport': 'True' } } }
    expect(examineStatements([vague])).toEqual({
      evidence: { enforced: false, notProven: expect.stringContaining('statement 1') },
      sentence: expect.stringMatching(/^Cooper could not prove that every upload is denied: /),
    })
  })

  test.each(CLASSES)('without a policy nothing is denied: %s', (_, requests) => {
    for (const each of requests) {
      expect(examine(undefined, each, 'request')).toMatchObject({
        evidence: { enforced: false, undenied: { action: expect.stringContaining('s3:') } },
        sentence: expect.stringMatching(/^No statement denies .* Example: arn:aws:s3:::data/),
      })
    }
  })
})

describe('what is not proven', () => {
  const reasonFor = (...statements: JsonObject[]) =>
    examine(parsePolicy(policy(...statements)), plainHttp(BUCKET), 'request').evidence.notProven

  test('names the keys on which it depends, as the owner writes them', () => {
    const onlyLists = denyIf({ StringNotLike: { 's3:Prefix': 'public/*' } })
    const lists = deny({ Action: 's3:List*', Resource: 'arn:aws:s3:::data' })
    expect(reasonFor(onlyLists, lists)).toBe(
      'Every request is denied that has the context keys and values which AWS documents for it. Whether others exist is open, and they depend on "s3:Prefix". Write a Deny for everybody without conditions on such keys',
    )
  })

  test('names the key whose values are open', () => {
    expect(reasonFor(denyIf({ StringNotEquals: { 'AWS:useragent': 'a\nb' } }))).toContain(
      'The values of "aws:UserAgent" could not all be tried',
    )
  })

  test('names the key whose empty value is open, as the owner writes it', () => {
    const some = { 'aws:PrincipalTag/Team': '' }
    const none = { 'aws:PrincipalTag/Team': 'false' }
    expect(reasonFor(denyIf({ StringNotEquals: some }), denyIf({ Null: none }))).toBe(
      'It depends on whether an empty value of "aws:PrincipalTag/Team" counts as no value, which AWS does not document clearly. Write a Deny without a condition on this key',
    )
  })

  test('names the policy variables whose values are open, as the owner writes them', () => {
    const variable = (name: string) => ({ 'aws:Referer': `\${aws:PrincipalTag/${name}}` })
    const both = [
      denyIf({ StringEquals: variable('One') }),
      denyIf({ StringNotEquals: variable('Two') }),
    ]
    expect(reasonFor(...both)).toBe(
      'It depends on the values of the policy variables "aws:PrincipalTag/One", "aws:PrincipalTag/Two", which Cooper could not all try. Write a Deny without policy variables',
    )
  })

  test('is about callers where only they are open', () => {
    const NotPrincipal = {
      AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1',
    }
    expect(reasonFor(deny({ NotPrincipal }))).toMatch(/callers whose requests AWS documents/)
  })
})
