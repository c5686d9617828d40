import { afterAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { isAllowed } from '../../src/core/policy/evaluate.ts'
import type { Request } from '../../src/core/policy/request.ts'
import { roleIdentity } from '../../src/local-aws/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity-policy.ts'
import { type BotCall, notedCalls } from '../support/calls.ts'
import { resolveTemplate } from './cloudformation.ts'
import { JOURNAL, LAMBDA_ITSELF, ROLE } from './expected.ts'
import { packageService } from './package-service.ts'

const service = await packageService()
afterAll(service.remove)

const statements = statementsOf(resolveTemplate(service.template))
const policy = identityPolicy(statements)
const actions = statements.flatMap(({ Action = [] }) => [Action].flat().map(String))
const calls = notedCalls()

function statementsOf({ Resources }: ReturnType<typeof resolveTemplate>): readonly JsonObject[] {
  const roles = Object.values(Resources).filter(({ Type }) => Type === 'AWS::IAM::Role')
  return roles.flatMap(({ Properties }) => {
    const policies = Properties.Policies as { PolicyDocument: { Statement: JsonObject[] } }[]
    return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
  })
}

const { caller } = roleIdentity('123456789012', ROLE.split('/').at(-1) ?? '', 'session')

/** On a bucket of the own account. What is not, S3 refuses by `ExpectedBucketOwner` too. */
const requestOf = ({ action = 'unknown', resource = 'unknown' }: BotCall): Request => ({
  ...{ caller, action, resource },
  context: new Map([['s3:resourceaccount', ['123456789012']]]),
})

const isCalled = (action: string) => calls.some((call) => call.action === action)
const isWrite = ({ action }: BotCall) => action?.startsWith('s3:Put')

test('the tests before this one noted what the bot called', () => {
  const hint = 'Cannot compare the role with calls, since none were noted: run `npm test`'
  expect(calls.length, hint).toBeGreaterThan(0)
})

describe('every call of the bot', () => {
  test('is allowed by a statement of its role, for that very resource', () => {
    expect(calls.filter((call) => !isAllowed(policy, requestOf(call)))).toEqual([])
  })

  test('that writes to S3 puts a policy, default encryption, or an entry of the journal', () => {
    const journal = `arn:aws:s3:::${JOURNAL}/changes/`
    const others = calls.filter(isWrite).filter(({ action, resource }) => {
      if (action === 's3:PutObject') return !resource?.startsWith(journal)
      return action !== 's3:PutBucketPolicy' && action !== 's3:PutEncryptionConfiguration'
    })
    expect(calls.filter(isWrite)).not.toEqual([])
    expect(others).toEqual([])
  })

  test('reads or puts; none deletes, and none is of IAM or KMS', () => {
    const known = /^(s3:(Get|List|Put)\w+|sns:Publish)$/
    expect(calls.filter(({ action }) => !known.test(`${action}`))).toEqual([])
  })
})

describe('every permission of the role', () => {
  test('is used by some call, but for what Lambda itself does and what no call names', () => {
    expect(actions.filter((action) => !isCalled(action)).sort()).toEqual([...LAMBDA_ITSELF].sort())
  })

  test('is one of reading and putting; none deletes, and none is of IAM or KMS', () => {
    const known = /^(s3:(Get|List|Put)\w+|sns:Publish|sqs:SendMessage|logs:(Create|Put)\w+)$/
    expect(actions.filter((action) => !known.test(action))).toEqual([])
  })
})
