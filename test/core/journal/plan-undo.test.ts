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

/** The record of a mend of this rule, and what stood there at the second look. */
async function mended(encryption: EncryptionRule, seen?: EncryptionRule) {
  const one = account({ policy: COMPLIANT_POLICY, encryption })
  await one.deliver(bucketEvent())
  const [record] = one.notified
  if (!record) throw new Error('Cooper should have told')
  return seen ? { ...record, after: { ...record.after, encryption: seen } } : record
}

const START = rule('aws:kms', KEY_ARN)

test('as Cooper left it: what stood there before is put back', async () => {
  const live = posture({ encryption: keyed(KEY_ARN) })
  const { steps, changed } = planUndo(await mended(START), live, false)
  expect(steps).toMatchObject([{ action: 'restore', attribute: 'encryption', value: START }])
  expect(changed).toEqual([])
})

test("what somebody put between Cooper's write and its second look is not taken for Cooper's", async () => {
  const theirs = keyed(OTHER_KEY_ARN)
  const live = posture({ encryption: theirs })
  const { steps, changed } = planUndo(await mended(START, theirs), live, false)
  expect(steps).toEqual([])
  expect(changed).toEqual(['encryption'])
})
