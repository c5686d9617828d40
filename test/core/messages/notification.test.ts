import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assess } from '../../../src/core/assessment/assess.ts'
import type { Actor } from '../../../src/core/event.ts'
import { type Attempt, type RemediationRecord, recordOf } from '../../../src/core/journal/record.ts'
import { emailOf } from '../../../src/core/messages/email.ts'
import { notificationOf } from '../../../src/core/messages/notification.ts'
import { plan } from '../../../src/core/plan/plan.ts'
import { snapshotOf } from '../../../src/core/posture.ts'
import type { Settings } from '../../../src/core/settings.ts'
import {
  BUCKET,
  bucketEvent,
  circumstances,
  KEY_ARN,
  type Look,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  rule,
} from '../../support/builders.ts'

const ADDED = [{ sid: 'CooperTlsOnly', change: 'added' }] as const

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

interface Case {
  readonly before?: Look
  readonly after?: Look
  readonly attempt?: Partial<Attempt>
  readonly actor?: Partial<Actor>
  readonly settings?: Partial<Settings>
}

function record({ before, after, attempt, actor, settings }: Case = {}): RemediationRecord {
  const asked = circumstances(settings)
  const looks = {
    before: posture(before ?? { policy: null, encryption: null }),
    after: posture(after),
  }
  const findings = assess(looks.before, asked)
  const steps = (['encryption', 'policy'] as const).flatMap((kind) =>
    plan(kind, findings, looks.before, asked, 'current'),
  )
  const event = bucketEvent()
  return recordOf(
    {
      event: { ...event, actor: { ...event.actor, ...actor } },
      findings,
      attempts: steps.map(({ step }) => ({
        step,
        status: 'done',
        ...(step.type === 'put-bucket-policy' && { statements: ADDED }),
        ...attempt,
      })),
      ...looks,
      before: snapshotOf(looks.before),
      remaining: assess(looks.after, asked).filter((one) => one.verdict !== 'compliant'),
    },
    new Date('2026-11-20T09:30:07Z'),
  )
}

const texts = (one: RemediationRecord) => JSON.parse(notificationOf(one).message)

describe('the message', () => {
  test('holds the record as JSON and an e-mail', () => {
    const one = record()
    expect(JSON.parse(texts(one).default)).toEqual(JSON.parse(JSON.stringify(one)))
    expect(texts(one).email).toBe(emailOf(one))
  })

  test('can be filtered by outcome, control, bucket, account and region', () => {
    const { attributes } = notificationOf(record({ before: { policy: null } }))
    expect(attributes).toEqual({
      outcome: { type: 'String', value: 'remediated' },
      control: { type: 'String.Array', value: '["tls-only"]' },
      bucket: { type: 'String', value: 'cooper-example-bucket' },
      account: { type: 'String', value: '123456789012' },
      region: { type: 'String', value: 'us-east-1' },
    })
  })

  test('law: whatever the caller calls itself, the subject, the lines and the size hold', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 1024, size: 'max' }),
      fc.constantFrom('\r\nBcc: x', '\u001b[2J', '\u202egnp.exe', '<b>', '"}', 'x'.repeat(1024)),
    )
    const actor = fc.record({
      arn: hostile,
      userAgent: hostile,
      sourceAddress: hostile,
      kind: hostile,
    })
    const lines = emailOf(record()).split('\n').length
    fc.assert(
      fc.property(actor, (one) => {
        const { subject, message } = notificationOf(record({ actor: one }))
        expect(subject).toMatch(/^[ -~]{1,99}$/)
        expect(message).not.toMatch(UNPRINTABLE)
        expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
        const { email, default: json } = JSON.parse(message)
        expect(email.replaceAll('\n', '')).not.toMatch(UNPRINTABLE)
        expect(email.split('\n').filter((line: string) => line.startsWith('Bcc'))).toEqual([])
        expect(JSON.parse(json).actor.arn).toBe(one.arn)
        // Terraform named in a user agent leaves the other tool's lines out; nothing adds any.
        expect(email.split('\n').length).toBeLessThanOrEqual(lines)
      }),
    )
  })

  test('two policies of 20 KB fit', () => {
    const big = policyOf({ ...OWNERS_STATEMENT, Sid: '"\\é✓'.repeat(2000) })
    expect(Buffer.byteLength(JSON.stringify(big))).toBeGreaterThan(18_000)
    const { message } = notificationOf(record({ before: { policy: big }, after: { policy: big } }))
    expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
  })

  test('two policies of 20 KB that JSON makes several times as long are left out, and said to be', () => {
    const Condition = { StringEquals: { 'aws:UserAgent': '\u007f'.repeat(19_000) } }
    const big = policyOf({ ...OWNERS_STATEMENT, Effect: 'Deny', Condition })
    const { message } = notificationOf(record({ before: { policy: big }, after: { policy: big } }))
    expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
    const short = JSON.parse(JSON.parse(message).default)
    expect(short).toMatchObject({ bucket: BUCKET.name, shortened: expect.stringContaining('log') })
  })

  test('a rule that names a megabyte for its key still leaves a message that SNS takes', () => {
    const one = record({ before: { encryption: rule('aws:kms', '\u{1f600}'.repeat(500_000)) } })
    const findings = one.findings.map((finding) => ({ ...finding, reason: 'x'.repeat(1_000_000) }))
    const { message } = notificationOf({ ...one, findings, remaining: findings })
    expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
  })

  test('a legacy bucket name of 255 characters fits the subject', () => {
    const { subject } = notificationOf({ ...record(), bucket: 'b'.repeat(255) })
    expect(subject).toHaveLength(99)
  })
})

describe('the e-mail', () => {
  test('says what changed, who caused it, why, and what to do', () => {
    expect(
      emailOf(record({ actor: { invokedBy: 'cloudformation.amazonaws.com' } })),
    ).toMatchSnapshot()
  })

  test('of a report says that nothing was changed', () => {
    const email = emailOf(record({ attempt: { status: 'planned' }, after: { policy: null } }))
    expect(email).toContain('Nothing was changed')
    expect(email).toContain('would get the statement "CooperTlsOnly"')
    expect(email).not.toContain('IF THIS HURTS YOU')
  })

  test('of a failure says so, with the reason and what to do', () => {
    const failure = { code: 'AccessDenied', reason: 'S3 refused it', remedy: 'Let Cooper in' }
    const one = record({ attempt: { status: 'failed', failure }, after: { policy: null } })
    expect(one.outcome).toBe('failed')
    const email = emailOf(one)
    expect(email).toContain('could not mend')
    expect(email).not.toContain('403')
    expect(email).toContain('S3 refused it')
    expect(email).toContain('What to do: Let Cooper in')
    expect(email).toContain('NOT SOLVED')
  })

  test.each([
    [null, 'added', 'The bucket got a policy with the statement "CooperTlsOnly"'],
    [policyOf(OWNERS_STATEMENT), 'added', 'was added to the bucket policy. No other statement'],
    [
      policyOf(OWNERS_STATEMENT),
      'replaced',
      'was damaged, or not what is asked for now, and was put right',
    ],
  ] as const)('says what became of the policy: %#', (policy, change, sentence) => {
    const statements = [{ sid: 'CooperTlsOnly', change }]
    expect(emailOf(record({ before: { policy }, attempt: { statements } }))).toContain(sentence)
  })

  test('of a write that does not show says so', () => {
    const email = emailOf(record({ after: { policy: null } }))
    expect(email).toContain('What was written could not be seen again')
  })

  test('of what could not be read says what to do', () => {
    const before = { policy: null, encryption: { ...rule('aws:quantum') } }
    const email = emailOf(record({ before, after: before }))
    expect(email).toContain("What to do: let Cooper's role read it")
  })

  test('a key that is no key cannot write into a template', () => {
    const key = 'k" } resource "x" "y" { z = file("/etc/passwd") } # \n'
    const encryption = rule('aws:kms', key)
    const email = emailOf(
      record({ before: { encryption }, settings: { defaultEncryption: 'dsse-kms' } }),
    )
    const snippet = email.slice(email.indexOf('CloudFormation:'))
    expect(snippet).toContain('kms_master_key_id = "ARN-OF-THE-KEY"')
    expect(snippet).not.toContain('passwd')
  })

  test('no mail program makes a link of what the caller wrote', () => {
    const email = emailOf(
      record({ actor: { userAgent: 'see https://example.com and www.example.com' } }),
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
    const email = emailOf(record({ actor }))
    expect(email.includes(CLOUDFORMATION)).toBe(cloudFormation)
    expect(email.includes(TERRAFORM)).toBe(terraform)
  })

  test('the lines name the key that is there, not only the one that Cooper was given', () => {
    const settings = { defaultEncryption: 'dsse-kms' as const }
    const encryption = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN },
    }
    const email = emailOf(record({ before: { encryption }, settings }))
    expect(email).toContain(`KMSMasterKeyID: '${KEY_ARN}'`)
    expect(email).toContain('s3.BucketEncryption.DSSE,')
    expect(email).not.toContain('enforceSSL')
  })
})
