import { describe, expect, test } from 'vitest'
import { emailOf } from '../../../src/core/messages/email.ts'
import { OWNERS_STATEMENT, policyOf } from '../../support/builders.ts'
import { sampleRecord } from '../../support/sample-record.ts'
import { STACK } from '../../support/stacks.ts'

const BUCKET = 'cooper-example-bucket'
const BARE = { policy: null }

const sectionOf = (email: string) => email.split('\n\n').find((one) => one.startsWith('YOUR STACK'))

describe('the e-mail to the owner of a stack', () => {
  const email = emailOf(sampleRecord({ stack: STACK, before: BARE }))
  const section = sectionOf(email) ?? ''

  test('names the stack and the bucket in it', () => {
    expect(section).toContain('The stack shop made this bucket, as Uploads.')
    expect(section).toContain('The bucket policy already exists')
  })

  test('names the account of a member in the command that makes room', () => {
    const record = sampleRecord({ stack: STACK, before: BARE })
    const member = { ...record, memberAccount: '222222222222' }
    expect(sectionOf(emailOf(member))).toMatch(/cooper yield \S+ --for 2h --account 222222222222\n/)
  })

  test('imports the very resource that the lines for the template have', () => {
    const text = /--resources-to-import '(.*)'$/m.exec(section)?.[1] ?? '[]'
    expect(JSON.parse(text)).toEqual([
      {
        ResourceType: 'AWS::S3::BucketPolicy',
        LogicalResourceId: 'UploadsPolicy',
        ResourceIdentifier: { Bucket: BUCKET },
      },
    ])
    expect(email).toContain(
      [
        'CloudFormation:',
        '  UploadsPolicy:',
        '    Type: AWS::S3::BucketPolicy',
        '    DeletionPolicy: Delete # CloudFormation imports nothing without it',
        '    Properties:',
        '      Bucket: !Ref Uploads',
      ].join('\n'),
    )
    expect(section.match(/--stack-name shop --change-set-name import-bucket-policy/g)).toHaveLength(
      3,
    )
    expect(section).toContain('npx cdk import')
  })

  test('says how Cooper makes room', () => {
    expect(section).toContain(`npx cooper yield ${BUCKET} --for 2h`)
  })

  test('has no lines for Terraform', () => {
    expect(email).not.toContain('aws_s3_bucket_policy')
  })
})

test.each<[string, Parameters<typeof sampleRecord>[0]]>([
  ['the bucket had a policy', { stack: STACK, before: { policy: policyOf(OWNERS_STATEMENT) } }],
  ['nothing was changed', { stack: STACK, before: BARE, attempt: { status: 'planned' } }],
  ['no stack is known', { before: BARE }],
])('says nothing of the stack where %s', (_reason, given) => {
  expect(sectionOf(emailOf(sampleRecord(given)))).toBeUndefined()
})

test.each([
  ['a whole bucket policy where none stood', null, true],
  ['a statement where a policy stood', policyOf(OWNERS_STATEMENT), false],
])('the lines for Terraform have %s', (_, policy, isWhole) => {
  const email = emailOf(sampleRecord({ before: { policy } }))
  const whole = [
    '  resource "aws_s3_bucket_policy" "bucket" {',
    `    bucket = "${BUCKET}"`,
    '    policy = data.aws_iam_policy_document.bucket.json',
    '  }',
  ].join('\n')
  expect(email.includes(whole)).toBe(isWhole)
  expect(email.includes('  data "aws_iam_policy_document" "bucket" {\n    statement {')).toBe(
    isWhole,
  )
  expect(email.includes('beside your other statements')).toBe(!isWhole)
  expect(email.includes('# keep your other statements here')).toBe(!isWhole)
})
