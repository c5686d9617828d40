import { afterAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { isAllowed } from '../../src/core/policy/evaluation/evaluate.ts'
import type { Request } from '../../src/core/policy/request.ts'
import { roleIdentity } from '../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import { type BotCall, notedCalls } from '../support/calls.ts'
import { resolveTemplate } from './cloudformation.ts'
import { FUNCTION, JOURNAL, LAMBDA_ITSELF, REVIEW_FUNCTION, SWEEP_FUNCTION } from './expected.ts'
import { packageService } from './package-service.ts'

const service = await packageService()
afterAll(service.remove)

const { Resources } = resolveTemplate(service.template)

/** The role with this name in the template. */
function statementsOf(role: string): readonly JsonObject[] {
  const found = Object.values(Resources).find(({ Properties }) => Properties.RoleName === role)
  const policies = (found?.Properties.Policies ?? []) as {
    PolicyDocument: { Statement: JsonObject[] }
  }[]
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
}

/** A bucket of Cooper's own account, called from the own source account. `ExpectedBucketOwner` makes S3 refuse others, too. */
const requestOf = ({ role, action = 'unknown', resource = 'unknown' }: BotCall): Request => ({
  ...{ caller: roleIdentity('123456789012', role, 'session').caller, action, resource },
  context: new Map([
    ['s3:resourceaccount', ['123456789012']],
    ['events:source', ['cooper']],
    ['lambda:sourcefunctionarn', [FUNCTIONS[role] ?? FUNCTION]],
  ]),
})

const REMEDIATION_ROLE = 'cooper-dev-us-east-1'
const SWEEP_ROLE = 'cooper-dev-us-east-1-sweep'
const REVIEW_ROLE = 'cooper-dev-us-east-1-logs'

const FUNCTIONS: Readonly<Record<string, string>> = {
  [SWEEP_ROLE]: SWEEP_FUNCTION,
  [REVIEW_ROLE]: REVIEW_FUNCTION,
}

const OPTIONAL = /^(kms:GetKeyPolicy|ssm:GetParameter|securityhub:.+)$/

const isOfChat = (resource: string) => resource.endsWith('-chat')

const isOfLogs = (resource: string) => resource.startsWith('arn:aws:s3:::central-access-logs')

const READS_QUEUE = /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/

const all = notedCalls().filter(({ account }) => account === '123456789012')
const isWrite = ({ action }: BotCall) => /^s3:(Put|Delete)/.test(`${action}`)

describe.each([REMEDIATION_ROLE, SWEEP_ROLE, REVIEW_ROLE])('the role %s', (role) => {
  const statements = statementsOf(role)
  const actions = statements.flatMap(({ Action = [] }) => [Action].flat().map(String))
  const calls = all.filter((call) => call.role === role)
  const isCalled = (action: string) => calls.some((call) => call.action === action)

  test('was used by earlier tests', () => {
    const hint = 'Cannot compare the role with calls, since none were noted: run `npm test`'
    expect(calls.length, hint).toBeGreaterThan(0)
  })

  test('allows every call of Cooper for its actual resource', () => {
    const policy = identityPolicy(statements)
    // The template has these permissions only with the parameters kmsPreflight, exemptBuckets, logBuckets, securityHub and chat.
    const always = calls.filter(
      ({ action, resource = '' }) =>
        !OPTIONAL.test(`${action}`) && !isOfLogs(resource) && !isOfChat(resource),
    )
    expect(always.filter((call) => !isAllowed(policy, requestOf(call)))).toEqual([])
  })

  test('allows nothing that Cooper does not call, except for Lambda itself', () => {
    // Lambda reads the delay queue for one function only.
    const isByLambda = (action: string) => role === REMEDIATION_ROLE || !READS_QUEUE.test(action)
    expect(actions.filter((action) => !isCalled(action)).sort()).toEqual(
      LAMBDA_ITSELF.filter(isByLambda).toSorted(),
    )
  })

  test("has no permissions for IAM or KMS, nor for other objects than Cooper's", () => {
    const known =
      /^(s3:\w+|cloudtrail:(Describe|Get)\w+|sns:Publish|events:PutEvents|sqs:SendMessage|logs:(Create|Put)\w+)$/
    const isKnown = (action: string) => known.test(action) || READS_QUEUE.test(action)
    expect(actions.filter((action) => !isKnown(action))).toEqual([])
  })
})

const journal = `arn:aws:s3:::${JOURNAL}/`

/** Such as `s3:PutObject outbox` for an object of the journal, and `s3:PutBucketPolicy of a bucket`. */
function kindOf({ action, resource = '' }: BotCall): string {
  if (!resource.startsWith(journal)) return `${action} of a bucket`
  const [, folder] = /^(sweeps\/\w+|[^/]+)/.exec(resource.slice(journal.length)) ?? []
  if (/^holds\/[^/]+\/[^/]+\/waiting\//.test(resource.slice(journal.length)))
    return `${action} waiting`
  return `${action} ${folder}`
}

test.each([
  [
    REMEDIATION_ROLE,
    [
      's3:DeleteObject outbox',
      's3:DeleteObject waiting',
      's3:PutBucketPolicy of a bucket',
      's3:PutEncryptionConfiguration of a bucket',
      's3:PutObject announcing',
      's3:PutObject changes',
      's3:PutObject outbox',
      's3:PutObject reviews',
      's3:PutObject settling',
      's3:PutObject sweeps/pending',
      's3:PutObject waiting',
    ],
  ],
  [
    SWEEP_ROLE,
    [
      's3:DeleteObject outbox',
      's3:DeleteObject sweeps/pending',
      's3:DeleteObject sweeps/sent',
      's3:PutObject changes',
      's3:PutObject outbox',
      's3:PutObject settings.json',
      's3:PutObject sweeps/digests',
      's3:PutObject sweeps/pending',
      's3:PutObject sweeps/reminded',
      's3:PutObject sweeps/runs',
      's3:PutObject sweeps/sent',
    ],
  ],
  [REVIEW_ROLE, ['s3:DeleteObject reviews', 's3:PutObject reviews']],
])('%s writes to S3 these kinds of things, and deletes no others', (role, expected) => {
  const writes = all.filter((call) => call.role === role && isWrite(call))
  expect([...new Set(writes.map(kindOf))].toSorted()).toEqual(expected)
})
