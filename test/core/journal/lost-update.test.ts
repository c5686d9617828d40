import { describe, expect, test } from 'vitest'
import type { EncryptionRule } from '../../../src/core/encryption/rule.ts'
import type { JournalEntry } from '../../../src/core/journal/entry.ts'
import { findLostEncryption } from '../../../src/core/journal/lost-encryption.ts'
import { findLostPolicy } from '../../../src/core/journal/lost-policy.ts'
import type { RemediationRecord } from '../../../src/core/journal/record.ts'
import type { PolicyDocument } from '../../../src/core/policy/document.ts'
import { tlsOnlyStatement } from '../../../src/core/statements/cooper-statements.ts'
import type { Step } from '../../../src/core/step.ts'
import {
  BUCKET,
  bucketEvent,
  KEY_ARN,
  OWNERS_STATEMENT,
  policyOf,
  posture,
  rule,
  SSE_S3,
} from '../../support/builders.ts'

const OWN = tlsOnlyStatement(BUCKET)
const OLD = policyOf(OWNERS_STATEMENT)
const THEIRS = policyOf({ ...OWNERS_STATEMENT, Sid: 'Theirs' })

const PUT_POLICY: Step = {
  action: 'put',
  attribute: 'policy',
  controls: ['tls-only'],
  change: { required: [OWN], obsolete: [] },
}

const PUT_RULE: Step = {
  action: 'put',
  attribute: 'encryption',
  controls: ['bucket-key'],
  change: { bucketKey: true },
}

/** A write that took from five seconds before the event's to five after it. */
function written(step: Step, before: RemediationRecord['before']): JournalEntry {
  const window = {
    asked: '2026-11-20T09:29:55.000Z',
    read: '2026-11-20T09:29:55.100Z',
    written: '2026-11-20T09:30:05.000Z',
  }
  const record = { before, steps: [{ step, status: 'done', window }] } as unknown
  return {
    version: 1,
    started: '2026-11-20T09:29:54.000Z',
    intent: { event: bucketEvent(), findings: [], steps: [step], before },
    record: record as RemediationRecord,
    notified: ['sns'],
  }
}

const afterPut = (theirs: PolicyDocument | null, standing: PolicyDocument, old = OLD) =>
  findLostPolicy(
    bucketEvent({ put: { policy: theirs } }),
    posture({ policy: standing }),
  )?.([written(PUT_POLICY, { policy: old })])

describe('a policy that Cooper wrote over', () => {
  test("is put back with Cooper's statements that stand there", () => {
    const standing = policyOf(OWNERS_STATEMENT, OWN)
    expect(afterPut(THEIRS, standing)).toEqual({
      put: { policy: THEIRS },
      current: { policy: standing },
      step: {
        action: 'restore',
        attribute: 'policy',
        controls: [],
        value: policyOf({ ...OWNERS_STATEMENT, Sid: 'Theirs' }, OWN),
        expected: standing,
      },
    })
  })

  test('comes without what somebody else put under a Sid of Cooper', () => {
    const allow = { ...OWNERS_STATEMENT, Sid: 'CooperMinimumTls', Action: 's3:PutObject' }
    const old = policyOf(allow)
    const lostUpdate = afterPut(THEIRS, policyOf(allow, OWN), old)
    expect(lostUpdate?.step).toMatchObject({
      value: policyOf({ ...OWNERS_STATEMENT, Sid: 'Theirs' }, OWN),
    })
  })

  test('is for its owner to put where it has no room for both', () => {
    const long = policyOf({ ...OWNERS_STATEMENT, Sid: 'x'.repeat(20_200) })
    const lostUpdate = afterPut(long, policyOf(OWNERS_STATEMENT, OWN))
    expect(lostUpdate).toMatchObject({ put: { policy: long } })
    expect(lostUpdate).not.toHaveProperty('step')
  })

  test.each<[string, ReturnType<typeof posture>]>([
    ['stands there alone', posture({ policy: THEIRS })],
    ["stands there beside Cooper's", posture({ policy: policyOf(...listOf(THEIRS), OWN) })],
    [
      'may stand there, which nobody could read',
      { ...posture(), policy: { known: false, reason: 'denied' } },
    ],
  ])('is not looked for where it %s', (_, live) => {
    expect(findLostPolicy(bucketEvent({ put: { policy: THEIRS } }), live)).toBeUndefined()
  })
})

function listOf({ Statement }: PolicyDocument) {
  return Statement as PolicyDocument[]
}

const afterRule = (
  theirs: EncryptionRule | null,
  standing: EncryptionRule,
  old: EncryptionRule,
  step: Step = PUT_RULE,
) =>
  findLostEncryption(
    bucketEvent({ put: { encryption: theirs } }),
    posture({ encryption: standing }),
  )?.([written(step, { encryption: old })])

describe('an encryption rule that Cooper wrote over', () => {
  const OLD_RULE = rule('aws:kms')
  const STANDING = { ...OLD_RULE, BucketKeyEnabled: true }

  test('is put back with what Cooper asked for', () => {
    const theirs = rule('aws:kms', KEY_ARN)
    expect(afterRule(theirs, STANDING, OLD_RULE)?.step).toMatchObject({
      value: { ...theirs, BucketKeyEnabled: true },
      expected: STANDING,
    })
  })

  test.each<[string, EncryptionRule | null]>([
    ['weaker', rule('AES256')],
    ['the deletion of it', null],
  ])('is for its owner to put where it is %s', (_, theirs) => {
    const lostUpdate = afterRule(theirs, STANDING, OLD_RULE)
    expect(lostUpdate).toMatchObject({ put: { encryption: rule('AES256') } })
    expect(lostUpdate).not.toHaveProperty('step')
  })

  test('is none where it is what Cooper found, and blocked SSE-C besides', () => {
    const step: Step = { ...PUT_RULE, change: { blockSseC: true } }
    const standing = { ...OLD_RULE, BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }
    const raised = { ...standing, ...rule('aws:kms', KEY_ARN) }
    expect(afterRule(OLD_RULE, standing, OLD_RULE, step)).toBeUndefined()
    const minimum = { encryption: 'sse-kms', keyArn: KEY_ARN, keysAllowed: [] } as const
    const both: Step = { ...PUT_RULE, change: { minimum, blockSseC: true } }
    expect(afterRule(OLD_RULE, raised, OLD_RULE, both)).toBeUndefined()
  })

  test('keeps what is blocked, which a put may leave out', () => {
    const blocked = { BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }
    const lostUpdate = afterRule(
      rule('aws:kms', KEY_ARN),
      { ...STANDING, ...blocked },
      {
        ...OLD_RULE,
        ...blocked,
      },
    )
    expect(lostUpdate?.step).toMatchObject({ value: blocked })
  })

  test('is none where it comes to what stands there', () => {
    const minimum = { encryption: 'sse-kms', keyArn: KEY_ARN, keysAllowed: [] } as const
    const step: Step = { ...PUT_RULE, change: { minimum, bucketKey: true } }
    const standing = { ...rule('aws:kms', KEY_ARN), BucketKeyEnabled: true }
    expect(afterRule(rule('AES256'), standing, rule('aws:kms'), step)).toBeUndefined()
  })

  test('is not looked for where it stands there, or could not be read', () => {
    const event = bucketEvent({ put: { encryption: SSE_S3 } })
    expect(findLostEncryption(event, posture({ encryption: SSE_S3 }))).toBeUndefined()
    const unread = { ...posture(), encryption: { known: false, reason: 'denied' } as const }
    expect(findLostEncryption(event, unread)).toBeUndefined()
  })
})
