import { describe, expect, test } from 'vitest'
import { encryptionAttribute } from '../../../src/core/attributes/encryption.ts'
import { policyAttribute } from '../../../src/core/attributes/policy.ts'
import { explainRefusal, unexpected } from '../../../src/core/failures/failure.ts'
import { OWNERS_STATEMENT, policyOf } from '../../support/builders.ts'

const POLICY = policyAttribute.put
const ENCRYPTION = encryptionAttribute.put

describe('the remedy for a refusal', () => {
  test.each([
    ['AccessDenied', 'with an explicit deny', 'Allow s3:PutBucketPolicy'],
    [
      'AccessDenied',
      'because public policies are blocked by the BlockPublicPolicy setting',
      'remove or restrict the public statement',
    ],
    ['MalformedPolicy', 'Invalid principal in policy', 'a user or role that it names was deleted'],
    ['PolicyTooLarge', '', '20,480 bytes'],
    ['MethodNotAllowed', '', 'belongs to another account'],
    [
      'NoIdeaWhat',
      '',
      'tries again after the next change of the bucket policy or default encryption',
    ],
  ])('%s: %s', (code, message, remedy) => {
    const failure = explainRefusal(POLICY, { code, message })
    expect(failure).toMatchObject({ code, remedy: expect.stringContaining(remedy) })
    expect(failure.reason).toContain(`S3 refused PutBucketPolicy with ${code}`)
  })

  test('recognizes a policy that is too large by one code, whatever S3 returned', () => {
    const message = 'Policy exceeds the maximum allowed document size'
    const failure = explainRefusal(POLICY, { code: 'MalformedPolicy', message })
    expect(failure).toMatchObject({
      code: 'PolicyTooLarge',
      reason: `S3 refused PutBucketPolicy with MalformedPolicy: ${message}`,
    })
  })

  test('measures a policy in bytes as sent', () => {
    const document = policyOf({ ...OWNERS_STATEMENT, Sid: 'é'.repeat(11_000) })
    const bytes = Buffer.byteLength(JSON.stringify(document))
    const sent = { document, statements: [{ sid: 'CooperTlsOnly', change: 'added' }] as const }
    const { remedy } = explainRefusal(POLICY, { code: 'PolicyTooLarge', message: '' }, sent)
    expect(bytes).toBeGreaterThan(22_000)
    expect(remedy).toContain(`would have ${bytes.toLocaleString('en-US')} bytes`)
    expect(remedy).toContain(`make room for ${(bytes - 20_480).toLocaleString('en-US')} bytes more`)
  })

  test('names short account ids as a way out where a policy names accounts by ARN', () => {
    const AWS = ['111122223333', '444455556666'].map((id) => `arn:aws-cn:iam::${id}:root`)
    const document = policyOf(
      { ...OWNERS_STATEMENT, Principal: { AWS: [...AWS, '123456789012', `${AWS[0]}/x`] } },
      { ...OWNERS_STATEMENT, Principal: '*' },
      { ...OWNERS_STATEMENT, Principal: undefined, NotPrincipal: { AWS: AWS[0] ?? '' } } as never,
    )
    const refusal = { code: 'PolicyTooLarge', message: '' }
    const added = [{ sid: 'CooperTlsOnly', change: 'added' }] as const
    const { remedy } = explainRefusal(POLICY, refusal, { document, statements: added })
    expect(remedy).toContain(
      `Or write account ids in place of ARNs such as ${AWS[0]}, which saves 63 bytes, and put the policy with "CooperTlsOnly" yourself`,
    )
  })

  test('names no account ids where a policy has no ARN of an account', () => {
    const sent = { document: policyOf(OWNERS_STATEMENT), statements: [] }
    const { remedy } = explainRefusal(POLICY, { code: 'PolicyTooLarge', message: '' }, sent)
    expect(remedy).not.toContain('account ids')
  })

  test('names five deleted principals, and counts the others', () => {
    const AWS = ['USER1', 'USER2', 'ROLE3', 'ROLE4', 'GROUP5', 'USER6', 'USER7'].map(
      (name) => `A${name.startsWith('GROUP') ? 'GPA' : 'IDA'}EXAMPLE${name}`,
    )
    const document = policyOf({ ...OWNERS_STATEMENT, Principal: { AWS } })
    const refusal = { code: 'MalformedPolicy', message: 'Invalid principal in policy' }
    const { remedy } = explainRefusal(POLICY, refusal, { document, statements: [] })
    expect(remedy).toContain('AGPAEXAMPLEGROUP5 in statement 1 ("Partner may read"), and 2 more.')
    expect(remedy).not.toContain('USER6')
  })

  test('names five public statements, and counts the others', () => {
    const document = policyOf(...Array(7).fill({ ...OWNERS_STATEMENT, Sid: 'x', Principal: '*' }))
    const refusal = { code: 'AccessDenied', message: 'by the BlockPublicPolicy setting' }
    const { remedy } = explainRefusal(POLICY, refusal, { document, statements: [] })
    expect(remedy).toContain('by statements 1 ("x"), 2 ("x"), 3 ("x"), 4 ("x"), 5 ("x") and 2 more')
  })

  test('names the permission for the step', () => {
    const refusal = { code: 'AccessDenied', message: '' }
    expect(explainRefusal(ENCRYPTION, refusal).remedy).toContain('s3:PutEncryptionConfiguration')
  })

  test('quotes nothing that could break a line', () => {
    const refusal = { code: 'x\ny', message: 'a\u001b[2J\nBcc: b' }
    expect(explainRefusal(POLICY, refusal).reason).not.toMatch(/\p{Cc}/u)
    expect(unexpected('a\nb').reason).toBe('a?b')
  })
})
