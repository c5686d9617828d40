import { readFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import type { RemediationRecord } from '../../src/core/journal/record.ts'
import { busArn } from '../../src/local-aws/events/local-bus.ts'
import { identityPolicy } from '../../src/local-aws/identity/identity-policy.ts'
import type { FunctionDefinition } from '../../src/local-aws/lambda/definition.ts'
import type { EventEntry, RequestEntry } from '../../src/local-aws/log.ts'
import type { LocalAwsOptions } from '../../src/local-aws/options.ts'
import type { LocalOrganization } from '../../src/local-aws/organization/organization.ts'
import { readMember } from '../../src/local-aws/stack/read-member.ts'
import { readStack, type Stack } from '../../src/local-aws/stack/read-stack.ts'
import type { YamlObject } from '../../src/local-aws/stack/tree.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { clientsOf } from '../local-aws/support.ts'
import { noteCall } from './calls.ts'

export const HUB = '111111111111'
export const MEMBERS = ['222222222222', '333333333333', '444444444444'] as const
/** An account that belongs to no organization. It deploys the stack of a member all the same. */
export const STRANGER = '999999999999'
export const ORGANIZATION_ID = 'o-exampleorg1'
export const MEMBER_ROLE = 'cooper-member'

const PLACE = { account: HUB, region: 'us-east-1', partition: 'aws' }
export const HUB_BUS = busArn(PLACE, 'cooper-dev-hub')
export const HUB_JOURNAL = `cooper-dev-journal-${HUB}-us-east-1-an`

/** The hub is a delegated administrator. Its pages are short, and some are empty. */
export const ORGANIZATION: LocalOrganization = {
  ...{ id: ORGANIZATION_ID, root: 'r-exam', managementAccount: '100000000000' },
  ...{ delegatedAdministrators: [HUB], pageSize: 2, hasEmptyPages: true },
  units: [
    { id: 'ou-exam-workload', name: 'Workloads' },
    { id: 'ou-exam-sandbox1', name: 'Sandbox', parent: 'ou-exam-workload' },
  ],
  accounts: [
    { id: '100000000000', name: 'Management' },
    { id: HUB, name: 'Security' },
    { id: MEMBERS[0], name: 'Shop', parent: 'ou-exam-workload', tags: { owner: 'Team Shop' } },
    { id: MEMBERS[1], name: 'Media', parent: 'ou-exam-workload' },
    { id: MEMBERS[2], name: 'Sandbox', parent: 'ou-exam-sandbox1' },
    { id: '555555555555', name: 'Former', state: 'SUSPENDED' },
  ],
}

/** Roles of the hub that members trust. */
export const hubRoles = ({ functions }: Pick<Stack, 'functions'>): readonly string[] =>
  functions.map(({ role }) => `arn:aws:iam::${HUB}:role/${role.name}`)

interface OrganizationOptions extends LocalAwsOptions {
  /** As `--param name=value`. */
  readonly params?: Readonly<Record<string, string>>
  /** The accounts in which the stack of a member is deployed. Default: the members, and the stranger. */
  readonly deployedIn?: readonly string[]
  /** Further parameters of the stack of a member. */
  readonly memberParameters?: Readonly<Record<string, string>>
  /** Changes the functions of the hub, such as their environment. */
  readonly change?: (definition: FunctionDefinition) => FunctionDefinition
}

/** An embedded AWS with the hub, three members and a stranger. */
export async function organization({
  params = {},
  deployedIn = [...MEMBERS, STRANGER],
  memberParameters = {},
  change = (definition) => definition,
  ...options
}: OrganizationOptions = {}) {
  const requests: RequestEntry[] = []
  const events: EventEntry[] = []
  const output: string[] = []
  const hub = hubStack(params)
  const parameters = {
    ...{ HubAccount: HUB, HubBusName: 'cooper-dev-hub', HubRoleArns: hubRoles(hub).join(',') },
    ...memberParameters,
  }
  const stacks = deployedIn.map((account) => readMember(memberTemplate(), { account, parameters }))
  const aws = await startLocalAws({
    ...hub,
    functions: hub.functions.map(change),
    organization: ORGANIZATION,
    roles: stacks.flatMap(({ roles }) => roles),
    forwardingRules: stacks.flatMap(({ forwardingRules }) => forwardingRules),
    retryDelaysMs: [10, 10],
    log: (entry) => {
      if (entry.type === 'request') requests.push(entry)
      if (entry.type === 'request') noteCall(entry)
      if (entry.type === 'event') events.push(entry)
      if (entry.type === 'output') output.push(entry.line)
    },
    ...options,
  })
  onTestFinished(() => aws.close())
  const runSchedule = async (name: string) => {
    aws.runSchedule(name)
    await aws.settled()
  }
  return {
    aws,
    requests: () => requests,
    /** Each event, with the bus on which it came. */
    events: () => events,
    output: () => output,
    /** The role of a function of the hub, with its identity policy. */
    roleOf: (key: string) => {
      const { name, statements = [] } = hub.functions.find((one) => one.name.endsWith(`-${key}`))
        ?.role ?? { name: 'none' }
      return { name, policy: identityPolicy(statements) }
    },
    /** A client of the root user of an account, over HTTPS. */
    s3Of: (account: string) => clientsOf(aws, { protocol: 'https', accessKeyId: account }).s3,
    records: (): readonly RemediationRecord[] =>
      aws.messages().map(({ message }) => JSON.parse(JSON.parse(message).default)),
    /** Sweeps the buckets of all accounts. */
    sweep: () => runSchedule('cooper-dev-sweep'),
    /** The hourly run of the sweep function. */
    digest: () => runSchedule('cooper-dev-digest'),
    /** The keys in the journal's bucket that begin with this prefix. */
    keys: (prefix: string) =>
      [...(aws.bucket(HUB_JOURNAL)?.objects.keys() ?? [])].filter((key) => key.startsWith(prefix)),
    statements: (bucket: string): readonly { readonly Sid?: string }[] =>
      JSON.parse(aws.bucket(bucket)?.policy?.text ?? '{"Statement":[]}').Statement,
  }
}

const hubStack = (params: Readonly<Record<string, string>>): Stack =>
  readStack('serverless.yml', {
    account: HUB,
    params: {
      ...{ mode: 'remediate', hub: 'true', organizationId: ORGANIZATION_ID },
      ...{ sweepRate: '300', digestAfter: '0', ...params },
    },
  })

/** The template of a member, as it is built. */
export const memberTemplate = (): YamlObject =>
  JSON.parse(readFileSync('dist/member.template.json', 'utf8'))
