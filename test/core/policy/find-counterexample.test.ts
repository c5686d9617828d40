import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/policy/document.ts'
import { isDenied } from '../../../src/core/policy/evaluation/evaluate.ts'
import { findCounterexample } from '../../../src/core/policy/find-counterexample.ts'
import { parsePolicy } from '../../../src/core/policy/parsing/parse.ts'
import { isCanonicalTls } from '../../../src/core/requests/canonical-tls.ts'
import { oldTls } from '../../../src/core/requests/old-tls.ts'
import { plainHttp } from '../../../src/core/requests/plain-http.ts'
import { deny, denyIf, policy as document } from './cases/case.ts'
import { CONDITIONS } from './cases/conditions.ts'
import { CORNERS } from './cases/corners.ts'
import { FORMS } from './cases/forms.ts'
import { KEYS } from './cases/keys.ts'
import { SCOPES } from './cases/scopes.ts'
import { SPREAD } from './cases/spread.ts'
import { VARIABLES } from './cases/variables.ts'
import { whyNotSendable } from './sendable.ts'

const BUCKET = { name: 'data', partition: 'aws' }

const TYPES: Readonly<Record<string, string>> = {
  true: 'denied',
  false: 'undenied',
  vague: 'not-proven',
}

describe.each([
  ['forms', FORMS],
  ['scopes', SCOPES],
  ['conditions', CONDITIONS],
  ['spread over statements', SPREAD],
  ['corners', CORNERS],
  ['keys', KEYS],
  ['variables', VARIABLES],
])('the truth table: %s', (_, cases) => {
  test.each(cases)('%s', (_reason, document, enforced, canonical = false) => {
    const policy = parsePolicy(document)
    const answer = findCounterexample(policy, plainHttp(BUCKET))
    expect(answer.type).toBe(TYPES[String(enforced)])
    if (answer.type === 'undenied') {
      expect(isDenied(policy, answer.request)).toBe(false)
      expect(whyNotSendable(answer.request)).toBeUndefined()
    }
    expect(isCanonicalTls(policy, BUCKET)).toBe(canonical)
  })
})

describe('the account of the bucket', () => {
  const keys = { 'aws:ResourceAccount': '111122223333' }
  const bucket = { ...BUCKET, account: '111122223333' }

  test('appears in an example', () => {
    const policy = parsePolicy(document(denyIf({ StringNotEquals: keys })))
    const answer = findCounterexample(policy, plainHttp(bucket))
    expect(answer.type === 'undenied' && answer.request.context.get('aws:resourceaccount')).toEqual(
      ['111122223333'],
    )
  })

  test('is the value of a variable', () => {
    const variable = { 'aws:PrincipalAccount': `\${aws:ResourceAccount}` }
    const except = document(denyIf({ StringNotEquals: variable }))
    const answer = findCounterexample(parsePolicy(except), plainHttp(bucket))
    expect(answer.type === 'undenied' && answer.request.caller).toMatchObject({
      account: '111122223333',
    })
    const own = { StringEquals: { 'aws:PrincipalAccount': '111122223333' } }
    const all = document(denyIf({ StringNotEquals: variable }), denyIf(own))
    expect(findCounterexample(parsePolicy(all), plainHttp(bucket)).type).toBe('denied')
    expect(findCounterexample(parsePolicy(all), plainHttp(BUCKET)).type).toBe('undenied')
  })

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
  test('is the only value of its key', () => {
    const policy = parsePolicy(
      document(denyIf({ StringEquals: keys }), denyIf({ Null: { 'aws:ResourceAccount': 'true' } })),
    )
    expect(findCounterexample(policy, plainHttp(bucket)).type).toBe('denied')
    expect(findCounterexample(policy, plainHttp(BUCKET)).type).toBe('undenied')
  })
})

test.each([
  ['aws-cn', 'cn-'],
  ['aws-us-gov', 'us-gov-'],
  ['aws-eusc', 'eusc-'],
])('a request to a bucket of the partition %s goes to one of its regions', (partition, start) => {
  const policy = parsePolicy(document(denyIf({ StringLike: { 'aws:UserAgent': 'x' } })))
  const answer = findCounterexample(policy, plainHttp({ ...BUCKET, partition }))
  const context = answer.type === 'undenied' ? answer.request.context : new Map()
  expect(context.get('aws:requestedregion')).toEqual([expect.stringMatching(`^${start}`)])
})

test('the value that a variable has is part of the example', () => {
  const ids = { 'aws:ResourceOrgID': `\${aws:PrincipalOrgID}` }
  const policy = parsePolicy(document(denyIf({ StringNotEquals: ids })))
  const answer = findCounterexample(policy, plainHttp(BUCKET))
  const context = answer.type === 'undenied' ? answer.request.context : new Map()
  expect(context.get('aws:principalorgid')).toEqual([expect.stringMatching(/^o-/)])
  expect(context.get('aws:resourceorgid')).toEqual(context.get('aws:principalorgid'))
})

test('a chain of services in an example has only those that it needs', () => {
  const chainOf = (...conditions: readonly JsonObject[]) => {
    const old = { NumericLessThan: { 's3:TlsVersion': '1.2' } }
    const denies = conditions.map((one) => deny({ Condition: { ...old, ...one } }))
    const answer = findCounterexample(parsePolicy(document(...denies)), oldTls(BUCKET, '1.2'))
    return answer.type === 'undenied' && answer.request.context.get('aws:calledvia')
  }
  const not = (service: string) => ({
    'ForAllValues:StringEquals': { 'aws:CalledVia': `${service}.amazonaws.com` },
  })
  const first = { StringNotEquals: { 'aws:CalledViaFirst': 'glue.amazonaws.com' } }
  expect(chainOf({ Null: { 'aws:CalledVia': 'true' } })).toHaveLength(1)
  expect(chainOf(first, not('athena'))).toHaveLength(1)
  expect(chainOf(first, not('glue'))).toHaveLength(2)
})
