import { describe, expect, test } from 'vitest'
import { explainRefusal, unexpected } from '../../src/core/failure.ts'

describe('what to do about a refusal', () => {
  test.each([
    ['AccessDenied', 'with an explicit deny', "Let Cooper's role call s3:PutBucketPolicy"],
    [
      'AccessDenied',
      'because public policies are blocked by the BlockPublicPolicy setting',
      'take the public statement out',
    ],
    ['MalformedPolicy', 'Invalid principal in policy', 'a user or role that it names was deleted'],
    ['PolicyTooLarge', '', '20,480 bytes'],
    ['MethodNotAllowed', '', 'belongs to another account'],
    ['NoIdeaWhat', '', 'tries again at the next change'],
  ])('%s: %s', (code, message, remedy) => {
    const failure = explainRefusal('put-bucket-policy', { code, message })
    expect(failure).toMatchObject({ code, remedy: expect.stringContaining(remedy) })
    expect(failure.reason).toContain(`S3 refused PutBucketPolicy with ${code}`)
  })

  test('for its size is known by one code, whatever S3 called it', () => {
    const message = 'Policy exceeds the maximum allowed document size'
    const failure = explainRefusal('put-bucket-policy', { code: 'MalformedPolicy', message })
    expect(failure).toMatchObject({
      code: 'PolicyTooLarge',
      reason: `S3 refused PutBucketPolicy with MalformedPolicy: ${message}`,
    })
  })

  test('names the permission for the step', () => {
    const refusal = { code: 'AccessDenied', message: '' }
    expect(explainRefusal('put-bucket-encryption', refusal).remedy).toContain(
      's3:PutEncryptionConfiguration',
    )
  })

  test('quotes nothing that could break a line', () => {
    const refusal = { code: 'x\ny', message: 'a\u001b[2J\nBcc: b' }
    expect(explainRefusal('put-bucket-policy', refusal).reason).not.toMatch(/\p{Cc}/u)
    expect(unexpected('a\nb').reason).toBe('a?b')
  })
})
