import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { snsMessageOf } from '../../src/aws/sns.ts'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import { emailOf } from '../../src/core/messages/email.ts'
import { messageOf } from '../../src/core/messages/message.ts'
import { BUCKET, OWNERS_STATEMENT, policyOf, rule } from '../support/builders.ts'
import { sampleRecord } from '../support/sample-record.ts'

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

const snsMessage = (record: RemediationRecord) => snsMessageOf(messageOf(record))

describe('a message through SNS', () => {
  test('has the record as JSON and as an e-mail', () => {
    const one = sampleRecord()
    const texts = JSON.parse(snsMessage(one).Message)
    expect(JSON.parse(texts.default)).toEqual(JSON.parse(JSON.stringify(one)))
    expect(texts.email).toBe(emailOf(one))
  })

  test('can be filtered by outcome, control, bucket, account and region', () => {
    const { MessageAttributes } = snsMessage(sampleRecord({ before: { policy: null } }))
    expect(MessageAttributes).toEqual({
      outcome: { DataType: 'String', StringValue: 'remediated' },
      control: { DataType: 'String.Array', StringValue: '["tls-only"]' },
      bucket: { DataType: 'String', StringValue: 'cooper-example-bucket' },
      account: { DataType: 'String', StringValue: '123456789012' },
      region: { DataType: 'String', StringValue: 'us-east-1' },
    })
  })

  test('law: no text from the caller breaks the subject, adds a line or exceeds the size limit', () => {
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
    const lines = emailOf(sampleRecord()).split('\n').length
    fc.assert(
      fc.property(actor, (one) => {
        const { Subject: subject, Message: message } = snsMessage(sampleRecord({ actor: one }))
        expect(subject).toMatch(/^[ -~]{1,99}$/)
        expect(message).not.toMatch(UNPRINTABLE)
        expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
        const { email, default: json } = JSON.parse(message)
        expect(email.replaceAll('\n', '')).not.toMatch(UNPRINTABLE)
        expect(email.split('\n').filter((line: string) => line.startsWith('Bcc'))).toEqual([])
        expect(JSON.parse(json).actor.arn).toBe(one.arn)
        // A user agent that names Terraform removes the lines for other tools. No text adds a line.
        expect(email.split('\n').length).toBeLessThanOrEqual(lines)
      }),
    )
  })

  test('two policies of 20 KB fit', () => {
    const big = policyOf({ ...OWNERS_STATEMENT, Sid: '"\\é✓'.repeat(2000) })
    expect(Buffer.byteLength(JSON.stringify(big))).toBeGreaterThan(18_000)
    const { Message: message } = snsMessage(
      sampleRecord({ before: { policy: big }, after: { policy: big } }),
    )
    expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
  })

  test('two policies of 20 KB that JSON makes several times as long are left out, and the message says so', () => {
    const Condition = { StringEquals: { 'aws:UserAgent': '\u007f'.repeat(19_000) } }
    const big = policyOf({ ...OWNERS_STATEMENT, Effect: 'Deny', Condition })
    const { Message: message } = snsMessage(
      sampleRecord({ before: { policy: big }, after: { policy: big } }),
    )
    expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
    const short = JSON.parse(JSON.parse(message).default)
    expect(short).toMatchObject({ bucket: BUCKET.name, shortened: expect.stringContaining('log') })
  })

  test('a rule with a key of one megabyte still results in a message that SNS accepts', () => {
    const one = sampleRecord({
      before: { encryption: rule('aws:kms', '\u{1f600}'.repeat(500_000)) },
    })
    const findings = one.findings.map((finding) => ({ ...finding, reason: 'x'.repeat(1_000_000) }))
    const { Message: message } = snsMessage({ ...one, findings, remaining: findings })
    expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
  })

  test('a legacy bucket name of 255 characters fits the subject', () => {
    const { Subject: subject } = snsMessage({ ...sampleRecord(), bucket: 'b'.repeat(255) })
    expect(subject).toHaveLength(99)
  })

  test.each([
    ['the first form that fits', ['x'.repeat(300_000), 'x'.repeat(250_000), 'x'], 250_000],
    ['the last form if none fits', ['x'.repeat(300_000), 'x'.repeat(270_000)], 270_000],
  ])('has %s', (_, texts, length) => {
    const forms = () => texts.map((text) => ({ text, data: {} }))
    const { Message } = snsMessageOf({ title: 'A title', facts: {}, forms })
    expect(JSON.parse(Message).email).toHaveLength(length)
  })

  test('has a subject in ASCII, whatever the title', () => {
    const { Subject } = snsMessageOf({ title: 'Bücket\n✓', facts: {}, forms: () => [] })
    expect(Subject).toBe('B?cket??')
  })
})
