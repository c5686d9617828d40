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
const FOREIGN = policyOf({ ...OWNERS_STATEMENT, Sid: 'Foreign' })

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

/** A write whose read came five seconds before the event, and its response five seconds after it. */
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

const afterPut = (foreign: PolicyDocument | null, current: PolicyDocument, old = OLD) =>
  findLostPolicy(
    bucketEvent({ put: { policy: foreign } }),
    posture({ policy: current }),
  )?.([written(PUT_POLICY, { policy: old })])

describe('a policy that Cooper replaced', () => {
  test("is restored together with Cooper's current statements", () => {
    const current = policyOf(OWNERS_STATEMENT, OWN)
    expect(afterPut(FOREIGN, current)).toEqual({
      put: { policy: FOREIGN },
      current: { policy: current },
      step: {
        action: 'restore',
        attribute: 'policy',
        controls: [],
        value: policyOf({ ...OWNERS_STATEMENT, Sid: 'Foreign' }, OWN),
        expected: current,
      },
    })
  })

  test("is restored without an earlier statement of somebody else under Cooper's Sid", () => {
    const allow = { ...OWNERS_STATEMENT, Sid: 'CooperMinimumTls', Action: 's3:PutObject' }
    const old = policyOf(allow)
    const lostUpdate = afterPut(FOREIGN, policyOf(allow, OWN), old)
    expect(lostUpdate?.step).toMatchObject({
      value: policyOf({ ...OWNERS_STATEMENT, Sid: 'Foreign' }, OWN),
    })
  })

  test('is reported and not restored if both do not fit into one policy', () => {
    const long = policyOf({ ...OWNERS_STATEMENT, Sid: 'x'.repeat(20_200) })
    const lostUpdate = afterPut(long, policyOf(OWNERS_STATEMENT, OWN))
    expect(lostUpdate).toMatchObject({ put: { policy: long } })
    expect(lostUpdate).not.toHaveProperty('step')
  })

  test.each<[string, ReturnType<typeof posture>]>([
    ['is the current policy', posture({ policy: FOREIGN })],
    [
      "is in the current policy beside Cooper's statement",
      posture({ policy: policyOf(...listOf(FOREIGN), OWN) }),
    ],
  ])('is not searched for if it %s', (_, live) => {
    expect(findLostPolicy(bucketEvent({ put: { policy: FOREIGN } }), live)).toBeUndefined()
  })
})

const DENIED = { known: false, reason: 'denied' } as const
const LATER = '2026-11-20T10:30:00Z'

describe('a put whose attribute is not readable now', () => {
  const policyAfter = (foreign: PolicyDocument, time = bucketEvent().time) =>
    findLostPolicy(bucketEvent({ put: { policy: foreign }, time }), {
      ...posture(),
      policy: DENIED,
    })?.([written(PUT_POLICY, { policy: OLD })])
  const ruleAfter = (foreign: EncryptionRule, time = bucketEvent().time) =>
    findLostEncryption(bucketEvent({ put: { encryption: foreign }, time }), {
      ...posture(),
      encryption: DENIED,
    })?.([written(PUT_RULE, { encryption: rule('aws:kms') })])

  test('may be lost if Cooper wrote at that time', () => {
    expect(policyAfter(FOREIGN)).toEqual({ put: { policy: FOREIGN }, current: {} })
    const foreign = rule('aws:kms', KEY_ARN)
    expect(ruleAfter(foreign)).toEqual({ put: { encryption: foreign }, current: {} })
  })

  test('is not lost if Cooper read it before its write, or wrote at another time', () => {
    expect([policyAfter(OLD), policyAfter(FOREIGN, LATER)]).toEqual([undefined, undefined])
    expect([ruleAfter(rule('aws:kms')), ruleAfter(SSE_S3, LATER)]).toEqual([undefined, undefined])
  })
})

function listOf({ Statement }: PolicyDocument) {
  return Statement as PolicyDocument[]
}

const afterRule = (
  foreign: EncryptionRule | null,
  current: EncryptionRule,
  old: EncryptionRule,
  step: Step = PUT_RULE,
) =>
  findLostEncryption(
    bucketEvent({ put: { encryption: foreign } }),
    posture({ encryption: current }),
  )?.([written(step, { encryption: old })])

describe('an encryption rule that Cooper replaced', () => {
  const OLD_RULE = rule('aws:kms')
  const CURRENT = { ...OLD_RULE, BucketKeyEnabled: true }

  test('is restored with what Cooper requires', () => {
    const foreign = rule('aws:kms', KEY_ARN)
    expect(afterRule(foreign, CURRENT, OLD_RULE)?.step).toMatchObject({
      value: { ...foreign, BucketKeyEnabled: true },
      expected: CURRENT,
    })
  })

  test.each<[string, EncryptionRule | null]>([
    ['weaker', rule('AES256')],
    ['a deletion', null],
  ])('is reported and not restored if it is %s', (_, foreign) => {
    const lostUpdate = afterRule(foreign, CURRENT, OLD_RULE)
    expect(lostUpdate).toMatchObject({ put: { encryption: rule('AES256') } })
    expect(lostUpdate).not.toHaveProperty('step')
  })

  test('is not lost if it is the rule that Cooper read, to which Cooper added a block of SSE-C', () => {
    const step: Step = { ...PUT_RULE, change: { blockSseC: true } }
    const current = { ...OLD_RULE, BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }
    const raised = { ...current, ...rule('aws:kms', KEY_ARN) }
    expect(afterRule(OLD_RULE, current, OLD_RULE, step)).toBeUndefined()
    const minimum = { encryption: 'sse-kms', keyArn: KEY_ARN, keysAllowed: [] } as const
    const both: Step = { ...PUT_RULE, change: { minimum, blockSseC: true } }
    expect(afterRule(OLD_RULE, raised, OLD_RULE, both)).toBeUndefined()
  })

  test('keeps the current block of SSE-C if the put has none', () => {
    const blocked = { BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }
    const lostUpdate = afterRule(
      rule('aws:kms', KEY_ARN),
      { ...CURRENT, ...blocked },
      {
        ...OLD_RULE,
        ...blocked,
      },
    )
    expect(lostUpdate?.step).toMatchObject({ value: blocked })
  })

  test('is not lost if remediating it gives the current rule', () => {
    const minimum = { encryption: 'sse-kms', keyArn: KEY_ARN, keysAllowed: [] } as const
    const step: Step = { ...PUT_RULE, change: { minimum, bucketKey: true } }
    const current = { ...rule('aws:kms', KEY_ARN), BucketKeyEnabled: true }
    expect(afterRule(rule('AES256'), current, rule('aws:kms'), step)).toBeUndefined()
  })

  test('is not searched for if it is the current rule', () => {
    const event = bucketEvent({ put: { encryption: SSE_S3 } })
    expect(findLostEncryption(event, posture({ encryption: SSE_S3 }))).toBeUndefined()
  })
})
