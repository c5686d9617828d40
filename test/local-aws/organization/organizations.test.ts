import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callJson } from '../../../src/aws/json-call.ts'
import type { LocalAws } from '../../../src/local-aws/options.ts'
import { startLocalAws } from '../../../src/local-aws/start.ts'

const MANAGEMENT = '111111111111'

let aws: LocalAws
beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = MANAGEMENT
  process.env.AWS_SECRET_ACCESS_KEY = 'secret'
  aws = await startLocalAws({
    organization: {
      ...{ id: 'o-exampleorg1', root: 'r-root', managementAccount: MANAGEMENT },
      accounts: [
        { id: MANAGEMENT, name: 'Management' },
        { id: '222222222222', name: 'Closed', state: 'CLOSED' },
        { id: '333333333333', name: 'Closing', state: 'PENDING_CLOSURE' },
      ],
    },
  })
})
afterAll(() => aws.close())

async function call(operation: string, input: object = {}) {
  const target = `AWSOrganizationsV20161128.${operation}`
  const { status, text } = await callJson(
    { service: 'organizations', region: 'us-east-1', host: '', target, input },
    { AWS_ENDPOINT_URL: aws.httpUrl },
  )
  return { status, ...JSON.parse(text) }
}

describe('the embedded Organizations', () => {
  test('answers the state of an account, and the status that it replaces', async () => {
    const { Accounts } = await call('ListAccounts')
    expect(Accounts).toMatchObject([
      { Id: MANAGEMENT, State: 'ACTIVE', Status: 'ACTIVE' },
      { Id: '222222222222', State: 'CLOSED', Status: 'SUSPENDED' },
      { Id: '333333333333', State: 'PENDING_CLOSURE', Status: 'PENDING_CLOSURE' },
    ])
  })

  test('describes an account', async () => {
    const { Account } = await call('DescribeAccount', { AccountId: MANAGEMENT })
    expect(Account).toMatchObject({
      Id: MANAGEMENT,
      Name: 'Management',
      Arn: `arn:aws:organizations::${MANAGEMENT}:account/o-exampleorg1/${MANAGEMENT}`,
    })
  })

  test('names the root', async () => {
    expect(await call('ListRoots')).toMatchObject({ Roots: [{ Id: 'r-root' }] })
  })

  test.each<[operation: string, input: object, status: number, type: string]>([
    ['DescribeAccount', { AccountId: '999999999999' }, 400, 'AccountNotFoundException'],
    ['ListParents', { ChildId: 'ou-none' }, 400, 'ChildNotFoundException'],
    ['ListAccountsForParent', { ParentId: 'ou-none' }, 400, 'ParentNotFoundException'],
    ['ListAccounts', { NextToken: 'x' }, 400, 'InvalidInputException'],
    ['ListAccounts', { MaxResults: 21 }, 400, 'InvalidInputException'],
    ['CreateAccount', {}, 501, 'NotImplemented'],
  ])('refuses %s with %j', async (operation, input, status, type) => {
    expect(await call(operation, input)).toMatchObject({ status, __type: type })
  })
})
