import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  accountsOfUnit,
  listAccounts,
  listAccountsInUnits,
  unitsAbove,
} from '../../../src/aws/organization/list-accounts.ts'
import { roleIdentity } from '../../../src/local-aws/identity/identity.ts'
import { identityPolicy } from '../../../src/local-aws/identity/identity-policy.ts'
import type { LocalAws } from '../../../src/local-aws/options.ts'
import { startLocalAws } from '../../../src/local-aws/start.ts'

const MANAGEMENT = '111111111111'
const DELEGATED = '222222222222'
const MEMBER = '333333333333'

const organization = {
  ...{ id: 'o-exampleorg1', root: 'r-root', managementAccount: MANAGEMENT },
  ...{ delegatedAdministrators: [DELEGATED], pageSize: 2, hasEmptyPages: true },
  units: [
    { id: 'ou-root-prod0001', name: 'Production' },
    { id: 'ou-root-shop0001', name: 'Shop', parent: 'ou-root-prod0001' },
    { id: 'ou-root-empty001', name: 'Empty' },
  ],
  accounts: [
    { id: MANAGEMENT, name: 'Management' },
    { id: DELEGATED, name: 'Security', parent: 'ou-root-prod0001' },
    { id: MEMBER, name: 'Shop', parent: 'ou-root-shop0001' },
    { id: '444444444444', name: 'Old shop', parent: 'ou-root-shop0001', state: 'CLOSED' },
    { id: '555555555555', name: 'Third', parent: 'ou-root-shop0001', state: 'SUSPENDED' },
  ],
} as const

let aws: LocalAws
const requests: string[] = []

beforeAll(async () => {
  process.env.AWS_SECRET_ACCESS_KEY = 'secret'
  process.env.AWS_REGION = 'eu-central-1'
  aws = await startLocalAws({
    account: MANAGEMENT,
    organization,
    identities: {
      weak: { ...roleIdentity(MANAGEMENT, 'weak', 'one'), policy: identityPolicy([]) },
    },
    log: (entry) => {
      if (entry.type === 'request') requests.push(entry.operation)
    },
  })
})
afterAll(() => aws.close())
beforeEach(() => {
  process.env.AWS_ACCESS_KEY_ID = DELEGATED
  requests.length = 0
})

const access = () => ({ region: 'eu-central-1', environment: { AWS_ENDPOINT_URL: aws.httpUrl } })

describe('the accounts of an organization', () => {
  test('are read page by page, also where a page is empty', async () => {
    const accounts = await listAccounts(access())
    expect(accounts).toEqual([
      { id: MANAGEMENT, name: 'Management', isActive: true },
      { id: DELEGATED, name: 'Security', isActive: true },
      { id: MEMBER, name: 'Shop', isActive: true },
      { id: '444444444444', name: 'Old shop', isActive: false },
      { id: '555555555555', name: 'Third', isActive: false },
    ])
    expect(requests).toEqual(Array(6).fill('ListAccounts'))
  })

  test.each(['State', 'Status'] as const)('are active by %s alone', async (field) => {
    const other = await startLocalAws({
      account: MANAGEMENT,
      organization: { ...organization, stateFields: [field] },
    })
    const environment = { AWS_ENDPOINT_URL: other.httpUrl }
    const accounts = await listAccounts({ region: 'eu-central-1', environment })
    await other.close()
    expect(accounts.map(({ isActive }) => isActive)).toEqual([true, true, true, false, false])
  })

  test('are read with their units, the nearest first', async () => {
    const accounts = await listAccountsInUnits(access(), MEMBER)
    expect(accounts.map(({ id, ous }) => [id, ous])).toEqual([
      [MANAGEMENT, ['r-root']],
      [DELEGATED, ['ou-root-prod0001', 'r-root']],
      [MEMBER, ['ou-root-shop0001', 'ou-root-prod0001', 'r-root']],
      ['444444444444', ['ou-root-shop0001', 'ou-root-prod0001', 'r-root']],
      ['555555555555', ['ou-root-shop0001', 'ou-root-prod0001', 'r-root']],
    ])
  })

  test('of a unit include those of the units in it', async () => {
    const accounts = await accountsOfUnit(access(), 'ou-root-prod0001', [])
    expect(accounts.map(({ id }) => id)).toEqual([
      DELEGATED,
      MEMBER,
      '444444444444',
      '555555555555',
    ])
    expect(await accountsOfUnit(access(), 'ou-root-empty001', [])).toEqual([])
  })

  test('have units above them', async () => {
    expect(await unitsAbove(access(), MEMBER)).toEqual([
      'ou-root-shop0001',
      'ou-root-prod0001',
      'r-root',
    ])
  })
})

describe('a refusal', () => {
  test.each([
    ['of an account without that right', MEMBER, 'AccessDeniedException'],
    ['of an account of no organization', '999999999999', 'AWSOrganizationsNotInUseException'],
    ['by the policy of the caller', 'weak', 'AccessDeniedException'],
  ])('%s has the name of its code', async (_reason, key, name) => {
    process.env.AWS_ACCESS_KEY_ID = key
    const refused = listAccounts(access())
    await expect(refused).rejects.toMatchObject({ name })
    await expect(refused).rejects.toThrow(/^organizations:ListAccounts failed: /)
  })

  test('for too many requests is retried', async () => {
    const error = { code: 'TooManyRequestsException', status: 400 }
    aws.fault({ operation: 'ListParents', error })
    expect(await unitsAbove(access(), MANAGEMENT)).toEqual(['r-root'])
    expect(requests).toEqual(['ListParents', 'ListParents'])
  })

  test('that is no JSON names the status', async () => {
    aws.fault({ operation: 'ListAccounts', error: { code: '', status: 403, message: '' } })
    await expect(listAccounts(access())).rejects.toThrow('ListAccounts failed: HTTP 403')
  })
})
