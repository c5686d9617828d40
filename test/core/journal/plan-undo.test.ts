import { expect, test } from 'vitest'
import type { EncryptionRule } from '../../../src/core/encryption/rule.ts'
import { planUndo } from '../../../src/core/journal/plan-undo.ts'
import { account } from '../../support/account.ts'
import {
  bucketEvent,
  COMPLIANT_POLICY,
  KEY_ARN,
  OTHER_KEY_ARN,
  posture,
  rule,
} from '../../support/builders.ts'

const keyed = (key: string): EncryptionRule => ({ ...rule('aws:kms', key), BucketKeyEnabled: true })

/** The record of a remediation of this rule. `seen`: the rule at verification. */
async function remediated(encryption: EncryptionRule, seen?: EncryptionRule) {
  const one = account({ policy: COMPLIANT_POLICY, encryption })
  await one.deliver(bucketEvent())
  const [record] = one.notified
  if (!record) throw new Error('Cooper should have notified')
  return seen ? { ...record, after: { ...record.after, encryption: seen } } : record
}

const START = rule('aws:kms', KEY_ARN)

test('the value before is restored if the bucket is as Cooper left it', async () => {
  const live = posture({ encryption: keyed(KEY_ARN) })
  const { steps, changed } = planUndo(await remediated(START), live, false)
  expect(steps).toMatchObject([{ action: 'restore', attribute: 'encryption', value: START }])
  expect(changed).toEqual([])
})

test("a value that somebody put between Cooper's write and its verification is not overwritten", async () => {
  const foreign = keyed(OTHER_KEY_ARN)
  const live = posture({ encryption: foreign })
  const { steps, changed } = planUndo(await remediated(START, foreign), live, false)
  expect(steps).toEqual([])
  expect(changed).toEqual(['encryption'])
})
