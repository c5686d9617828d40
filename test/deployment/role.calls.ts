import { afterAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { isAllowed } from '../../src/core/policy/evaluation/evaluate.ts'
import type { Request } from '../../src/core/policy/request.ts'
import { roleIdentity } from '../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import { type BotCall, notedCalls } from '../support/calls.ts'
import { resolveTemplate } from './cloudformation.ts'
import { JOURNAL, LAMBDA_ITSELF } from './expected.ts'
import { packageService } from './package-service.ts'

const service = await packageService()
afterAll(service.remove)

const { Resources } = resolveTemplate(service.template)

/** The role with this name, as the template has it. */
function statementsOf(role: string): readonly JsonObject[] {
  const found = Object.values(Resources).find(({ Properties }) => Properties.RoleName === role)
  const policies = (found?.Properties.Policies ?? []) as {
    PolicyDocument: { Statement: JsonObject[] }
  }[]
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
}

/** On a bucket of the own account, from the own source: S3 refuses what is not by `ExpectedBucketOwner` too. */
const requestOf = ({ role, action = 'unknown', resource = 'unknown' }: BotCall): Request => ({
  ...{ caller: roleIdentity('123456789012', role, 'session').caller, action, resource },
  context: new Map([
    ['s3:resourceaccount', ['123456789012']],
    ['events:source', ['cooper']],
  ]),
})

const MENDING = 'cooper-dev-us-east-1'
const SWEEPING = 'cooper-dev-us-east-1-sweep'

const all = notedCalls()
const isWrite = ({ action }: BotCall) => /^s3:(Put|Delete)/.test(`${action}`)

describe.each([MENDING, SWEEPING])('the role %s', (role) => {
  const statements = statementsOf(role)
  const actions = statements.flatMap(({ Action = [] }) => [Action].flat().map(String))
  const calls = all.filter((call) => call.role === role)
  const isCalled = (action: string) => calls.some((call) => call.action === action)

  test('was used by the tests before this one', () => {
    const hint = 'Cannot compare the role with calls, since none were noted: run `npm test`'
    expect(calls.length, hint).toBeGreaterThan(0)
  })

  test('allows every call of the bot, for that very resource', () => {
    const policy = identityPolicy(statements)
    expect(calls.filter((call) => !isAllowed(policy, requestOf(call)))).toEqual([])
  })

  test('allows nothing that no call uses, but for what Lambda itself does', () => {
    expect(actions.filter((action) => !isCalled(action)).sort()).toEqual([...LAMBDA_ITSELF].sort())
  })

  test('is not one over IAM or KMS, nor over the objects of others', () => {
    const known = /^(s3:\w+|sns:Publish|events:PutEvents|sqs:SendMessage|logs:(Create|Put)\w+)$/
    expect(actions.filter((action) => !known.test(action))).toEqual([])
  })
})

test.each([
  [MENDING, /^s3:Put(BucketPolicy|EncryptionConfiguration)$/, ['changes', 'sweeps/pending']],
  [SWEEPING, /^never$/, ['sweeps']],
])(
  '%s writes to S3 only policies, default encryption and what is its own',
  (role, ofBuckets, folders) => {
    const writes = all.filter((call) => call.role === role && isWrite(call))
    const own = folders.map((folder) => `arn:aws:s3:::${JOURNAL}/${folder}/`)
    const isOwn = ({ resource }: BotCall) => own.some((prefix) => resource?.startsWith(prefix))
    expect(writes).not.toEqual([])
    expect(writes.filter((call) => !isOwn(call) && !ofBuckets.test(`${call.action}`))).toEqual([])
    const deletions = writes.filter(({ action }) => action?.startsWith('s3:Delete'))
    expect(deletions.filter((call) => role === MENDING || !isOwn(call))).toEqual([])
  },
)
