import type { Cloud } from '../cloud.ts'
import { awsError, notImplemented } from '../http/aws-error.ts'
import { type Exchange, header, type Reply } from '../http/exchange.ts'
import { jsonReply } from '../http/json-reply.ts'
import type { ServiceCall } from '../http/service-call.ts'
import type { Credential } from '../identity/credential.ts'
import { accountOfIdentity, identityName, identityOf } from '../identity/identity.ts'
import { mayByIdentity } from '../identity/identity-policy.ts'
import type { LocalAccount, LocalOrganization, LocalUnit } from './organization.ts'
import { pageOf } from './page.ts'

type Input = Readonly<Record<string, unknown>>
type Operation = (organization: LocalOrganization, input: Input) => object

/** AWS Organizations by the JSON protocol: what reads accounts and units. */
export function organizationsCall(
  cloud: Cloud,
  exchange: Exchange,
  credential: Credential,
): ServiceCall {
  const [, operation = ''] = (header(exchange, 'x-amz-target') ?? '').split('.')
  const answer = OPERATIONS.get(operation)
  if (answer === undefined) throw notImplemented(`Organizations ${operation}`)
  const action = `organizations:${operation}`
  const run = (): Reply => {
    const organization = authorizeOrganizations(cloud, credential, action)
    return jsonReply(200, answer(organization, JSON.parse(exchange.body.toString())))
  }
  return { operation, action, resource: '*', readOnly: true, run }
}

/** Only the management account and delegated administrators may read the organization. */
function authorizeOrganizations(
  cloud: Cloud,
  credential: Credential,
  action: string,
): LocalOrganization {
  const { organization } = cloud
  const identity = identityOf(credential.accessKeyId, cloud.identities, cloud)
  const account = accountOfIdentity(identity) ?? ''
  if (!organization?.accounts.some(({ id }) => id === account)) {
    const message = 'Your account is not a member of an organization.'
    throw awsError('AWSOrganizationsNotInUseException', 400, message)
  }
  const { managementAccount, delegatedAdministrators = [] } = organization
  if (![managementAccount, ...delegatedAdministrators].includes(account)) {
    const message = "You don't have permissions to access this resource."
    throw awsError('AccessDeniedException', 400, message)
  }
  if (mayByIdentity(identity, { action, resource: '*' })) return organization
  const message = `User: ${identityName(identity.caller)} is not authorized to perform: ${action}`
  throw awsError('AccessDeniedException', 400, message)
}

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['ListAccounts', (own, input) => accountPage(own, own.accounts, input)],
  [
    'ListAccountsForParent',
    (own, input) => accountPage(own, childrenOf(own, own.accounts, input.ParentId), input),
  ],
  [
    'ListOrganizationalUnitsForParent',
    (own, input) => {
      const { items, next } = pageOf(own, childrenOf(own, own.units ?? [], input.ParentId), input)
      return { OrganizationalUnits: items.map((unit) => describeUnit(own, unit)), ...next }
    },
  ],
  ['ListParents', (own, { ChildId }) => ({ Parents: [parentOf(own, ChildId)] })],
  [
    'ListTagsForResource',
    (own, { ResourceId }) => {
      const account = own.accounts.find(({ id }) => id === ResourceId)
      if (account === undefined) throw notFound('TargetNotFoundException')
      const tags = Object.entries(account.tags ?? {})
      return { Tags: tags.map(([Key, Value]) => ({ Key, Value })) }
    },
  ],
  [
    'ListRoots',
    (own) => ({ Roots: [{ Id: own.root, Arn: arnOf(own, `root/${own.id}/${own.root}`) }] }),
  ],
  [
    'DescribeAccount',
    (own, { AccountId }) => {
      const account = own.accounts.find(({ id }) => id === AccountId)
      if (account === undefined) throw notFound('AccountNotFoundException')
      return { Account: describeAccount(own, account) }
    },
  ],
])

function accountPage(own: LocalOrganization, all: readonly LocalAccount[], input: Input) {
  const { items, next } = pageOf(own, all, input)
  return { Accounts: items.map((account) => describeAccount(own, account)), ...next }
}

function childrenOf<T extends LocalAccount | LocalUnit>(
  own: LocalOrganization,
  all: readonly T[],
  parent: unknown,
): readonly T[] {
  const isKnown = parent === own.root || own.units?.some(({ id }) => id === parent)
  if (!isKnown) throw notFound('ParentNotFoundException')
  return all.filter((one) => (one.parent ?? own.root) === parent)
}

function parentOf(own: LocalOrganization, child: unknown) {
  const found = [...own.accounts, ...(own.units ?? [])].find(({ id }) => id === child)
  if (found === undefined) throw notFound('ChildNotFoundException')
  const Id = found.parent ?? own.root
  return { Id, Type: Id === own.root ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }
}

const STATUSES = { CLOSED: 'SUSPENDED', PENDING_ACTIVATION: 'SUSPENDED' } as const

// `State` takes the place of `Status`. AWS answers both.
function describeAccount(own: LocalOrganization, { id, name, state = 'ACTIVE' }: LocalAccount) {
  const Status = state === 'CLOSED' || state === 'PENDING_ACTIVATION' ? STATUSES[state] : state
  const { stateFields = ['State', 'Status'] } = own
  const states = { State: state, Status }
  const Arn = arnOf(own, `account/${own.id}/${id}`)
  return {
    Id: id,
    Arn,
    Name: name,
    Email: `${id}@example.com`,
    ...Object.fromEntries(stateFields.map((field) => [field, states[field]])),
  }
}

const describeUnit = (own: LocalOrganization, { id, name }: LocalUnit) => ({
  ...{ Id: id, Name: name, Arn: arnOf(own, `ou/${own.id}/${id}`) },
})

const arnOf = ({ managementAccount }: LocalOrganization, resource: string) =>
  `arn:aws:organizations::${managementAccount}:${resource}`

const notFound = (code: string) => awsError(code, 400, 'You specified an entity that is not found.')
