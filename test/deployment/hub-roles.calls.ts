import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { isAllowed } from '../../src/core/policy/evaluation/evaluate.ts'
import type { Request } from '../../src/core/policy/request.ts'
import { roleIdentity } from '../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import { type BotCall, notedCalls } from '../support/calls.ts'
import { HUB, MEMBER_ROLE, MEMBERS, ORGANIZATION_ID } from '../support/organization.ts'
import { resolveTemplate, type Template, withParameters } from './cloudformation.ts'
import { packageService, ROOT } from './package-service.ts'
import { US_EAST_1 } from './resource-attributes.ts'

const service = await packageService({ hub: 'true', organizationId: ORGANIZATION_ID })
afterAll(service.remove)

const member: Template = JSON.parse(
  readFileSync(join(ROOT, 'dist', 'member.template.json'), 'utf8'),
)

/** The statements of a role, in its own policies and in those that are attached to it. */
function statementsOf({ Resources }: Template, role: string): readonly JsonObject[] {
  const all = Object.values(Resources)
  const own = all.find(({ Properties }) => Properties.RoleName === role)
  const attached = all.filter(
    ({ Type, Properties }) =>
      Type === 'AWS::IAM::Policy' && (Properties.Roles as readonly string[]).includes(role),
  )
  const policies = [own?.Properties.Policies ?? [], attached.map(({ Properties }) => Properties)]
  return (
    policies.flat() as unknown as readonly { PolicyDocument: { Statement: JsonObject[] } }[]
  ).flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
}

const FUNCTIONS: Readonly<Record<string, string>> = {
  'cooper-dev-us-east-1': 'bucketChanged',
  'cooper-dev-us-east-1-sweep': 'sweep',
  'cooper-dev-us-east-1-logs': 'reviewLogs',
}

const requestOf = ({ account, role, action = '', resource = '' }: BotCall): Request => ({
  ...{ caller: roleIdentity(account, role, 'session').caller, action, resource },
  context: new Map([
    ['s3:resourceaccount', [account]],
    ['events:source', ['cooper']],
    ['aws:resourceorgid', [ORGANIZATION_ID]],
    [
      'lambda:sourcefunctionarn',
      [`arn:aws:lambda:us-east-1:${HUB}:function:cooper-dev-${FUNCTIONS[role]}`],
    ],
  ]),
})

const deniedOf = (calls: readonly BotCall[], statements: readonly JsonObject[]) => {
  const policy = identityPolicy(statements)
  return calls.filter((call) => !isAllowed(policy, requestOf(call)))
}

const all = notedCalls()
const hub = resolveTemplate(service.template, { ...US_EAST_1, account: HUB })
const ofHub = all.filter(({ account }) => account === HUB)

describe('a hub', () => {
  test.each(Object.keys(FUNCTIONS))('allows every call of %s for its actual resource', (role) => {
    const calls = ofHub.filter((call) => call.role === role)
    expect(deniedOf(calls, statementsOf(hub, role))).toEqual([])
  })

  test('allows nothing for members and the organization that it does not call', () => {
    const added = ['MembersPolicy', 'OrganizationPolicy'].flatMap((id) => {
      const document = hub.Resources[id]?.Properties.PolicyDocument as { Statement: JsonObject[] }
      return document.Statement.flatMap(({ Action = [] }) => [Action].flat().map(String))
    })
    const called = ofHub.map(({ action }) => action)
    expect(added.filter((action) => !called.includes(action))).toEqual([])
  })
})

describe('the role of a member', () => {
  const calls = all.filter(({ role }) => role === MEMBER_ROLE)

  test.each(MEMBERS)('allows every call in %s for its actual resource', (account) => {
    const values = {
      HubAccount: HUB,
      HubRoleArns: 'arn:aws:iam::111111111111:role/bot',
      SecurityHub: 'true',
    }
    const place = { ...US_EAST_1, account }
    const { Resources, Outputs } = resolveTemplate(withParameters(member, values), place)
    const own = calls.filter((call) => call.account === account)
    expect(deniedOf(own, statementsOf({ Resources, Outputs }, MEMBER_ROLE))).toEqual([])
  })

  test('was used in a member', () => {
    expect(new Set(calls.map(({ action }) => action))).toContain('s3:PutBucketPolicy')
  })
})
