import { describe, expect, test } from 'vitest'
import type { Bucket } from '../../../src/core/bucket.ts'
import type { Actor } from '../../../src/core/event.ts'
import { emailOf } from '../../../src/core/messages/email.ts'
import { KEY_ARN, OWNERS_STATEMENT, policyOf, rule } from '../../support/builders.ts'
import { sampleRecord } from '../../support/sample-record.ts'

describe('the e-mail', () => {
  test('says what changed, who caused it, why, and what to do', () => {
    expect(
      emailOf(sampleRecord({ actor: { invokedBy: 'cloudformation.amazonaws.com' } })),
    ).toMatchSnapshot()
  })

  test('of a report says that nothing was changed', () => {
    const email = emailOf(sampleRecord({ attempt: { status: 'planned' }, after: { policy: null } }))
    expect(email).toContain('changed nothing')
    expect(email).toContain('The statement "CooperTlsOnly" would be added')
    expect(email).not.toContain('IF AN APPLICATION BREAKS')
  })

  test('of a failure says so, with the reason and what to do', () => {
    const failure = { code: 'AccessDenied', reason: 'S3 refused it', remedy: 'Let Cooper in' }
    const one = sampleRecord({ attempt: { status: 'failed', failure }, after: { policy: null } })
    expect(one.outcome).toBe('failed')
    const email = emailOf(one)
    expect(email).toContain('could not fix')
    expect(email).not.toContain('403')
    expect(email).toContain('S3 refused it')
    expect(email).toContain('What to do: Let Cooper in')
    expect(email).toContain('NOT SOLVED')
  })

  test.each([
    [null, 'added', 'It now has one with the statement "CooperTlsOnly"'],
    [policyOf(OWNERS_STATEMENT), 'added', 'was added to the bucket policy. No other statement'],
    [
      policyOf(OWNERS_STATEMENT),
      'replaced',
      'was damaged or from an earlier setting, and was replaced',
    ],
  ] as const)('says what changed in the policy: %#', (policy, change, sentence) => {
    const statements = [{ sid: 'CooperTlsOnly', change }]
    expect(emailOf(sampleRecord({ before: { policy }, attempt: { statements } }))).toContain(
      sentence,
    )
  })

  test('names the viewer protocol policy where CloudFront reads', () => {
    const Principal = { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1A' }
    const policy = policyOf({ ...OWNERS_STATEMENT, Principal })
    const email = emailOf(sampleRecord({ before: { policy } }))
    expect(email).toContain(
      'MAY BE AFFECTED\n- tls-only: CloudFront Origin Access Identity E1A, by ',
    )
    expect(email).toContain('Set the viewer protocol policy of each cache behavior')
  })

  test.each<[string, Partial<Bucket>, string]>([
    ['aws', {}, 'https://s3.us-east-1.amazonaws.com/www.example.com/ '],
    [
      'aws-cn',
      { partition: 'aws-cn', region: 'cn-north-1' },
      'https://s3.cn-north-1.amazonaws.com.cn/www.example.com/ ',
    ],
  ])('never offers the same host for a name with dots: %s', (_reason, place, address) => {
    const { bucket: _, ...record } = sampleRecord({ before: { policy: null } })
    const email = emailOf({ ...record, ...place, bucket: 'www.example.com' })
    expect(email).toContain(address)
    expect(email).toContain('or serve the bucket through CloudFront')
    expect(email).not.toContain('with the same host')
  })

  test('explains the exemption where attribute-based access control refuses PutBucketTagging', () => {
    expect(emailOf(sampleRecord())).toContain(
      "aws s3control tag-resource --region us-east-1 --account-id 123456789012 --resource-arn arn:aws:s3:::cooper-example-bucket --tags 'Key=cooper:exempt,Value=default-encryption tls-only until=2026-12-20 YOUR REASON'",
    )
  })

  test('of a write that later reads did not show says so', () => {
    const email = emailOf(sampleRecord({ after: { policy: null } }))
    expect(email).toContain('S3 accepted the change, but later reads did not show it')
  })

  test('of an unreadable bucket says what to do', () => {
    const before = { policy: null, encryption: { ...rule('aws:quantum') } }
    const email = emailOf(sampleRecord({ before, after: before }))
    expect(email).toContain("What to do: if the read was denied, allow it for Cooper's role")
  })

  test('a malformed key cannot inject lines into a template', () => {
    const key = 'k" } resource "x" "y" { z = file("/etc/passwd") } # \n'
    const encryption = rule('aws:kms', key)
    const email = emailOf(
      sampleRecord({ before: { encryption }, settings: { defaultEncryption: 'dsse-kms' } }),
    )
    const snippet = email.slice(email.indexOf('CloudFormation:'))
    expect(snippet).toContain('kms_master_key_id = "ARN-OF-THE-KEY"')
    expect(snippet).not.toContain('passwd')
  })

  test("mail programs make no links of the caller's text", () => {
    const email = emailOf(
      sampleRecord({ actor: { userAgent: 'see https://example.com and www.example.com' } }),
    )
    expect(email).not.toMatch(/https:\/\/example|www\.example/)
    expect(email).toContain('see https[:]//example.com')
  })

  const CLOUDFORMATION = 'AWS::S3::BucketPolicy'
  const TERRAFORM = 'aws_s3_bucket_server_side_encryption_configuration'
  test.each<[string, Partial<Actor>, boolean, boolean]>([
    ['Terraform', { userAgent: 'HashiCorp Terraform/1.9' }, false, true],
    ['OpenTofu', { userAgent: 'OpenTofu/1.8' }, false, true],
    ['CloudFormation', { invokedBy: 'cloudformation.amazonaws.com' }, true, false],
    ['the CDK', { userAgent: 'aws-cdk/2.1' }, true, false],
    ['anything else', { userAgent: 'Boto3/1.40' }, true, true],
    ['no user agent', { userAgent: undefined }, true, true],
  ])('has the lines for a template of %s', (_tool, actor, cloudFormation, terraform) => {
    const email = emailOf(sampleRecord({ actor }))
    expect(email.includes(CLOUDFORMATION)).toBe(cloudFormation)
    expect(email.includes(TERRAFORM)).toBe(terraform)
  })

  test("the lines name the key of the bucket, not only the key in Cooper's settings", () => {
    const settings = { defaultEncryption: 'dsse-kms' as const }
    const encryption = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN },
    }
    const email = emailOf(sampleRecord({ before: { encryption }, settings }))
    expect(email).toContain(`KMSMasterKeyID: '${KEY_ARN}'`)
    expect(email).toContain('s3.BucketEncryption.DSSE,')
    expect(email).not.toContain('enforceSSL')
  })
})
