import { partitionOfCloud } from '../cloud.ts'
import type { ForwardingRule } from '../events/local-bus.ts'
import { type LocalRole, localRole } from '../identity/role.ts'
import { createTemplate, type Template } from './intrinsics.ts'
import { readForwarding } from './read-rules.ts'
import { asObject, at, stackList, type Yaml, type YamlObject } from './tree.ts'

interface MemberOptions {
  readonly account: string
  readonly region?: string
  /** The parameters of the stack, besides those that have a default. */
  readonly parameters: Readonly<Record<string, string>>
}

/** What the stack of a member adds to its account. */
export interface MemberStack {
  readonly roles: readonly LocalRole[]
  readonly forwardingRules: readonly ForwardingRule[]
}

/** Reads the template of a member, as CloudFormation deploys it in an account. */
export function readMember(
  document: YamlObject,
  { account, region = 'us-east-1', parameters }: MemberOptions,
): MemberStack {
  const Parameters = Object.entries(asObject(document.Parameters)).map(([name, one]) => {
    const value = parameters[name] ?? at(one, ['Default'])
    if (value === undefined) throw new Error(`Cannot deploy a member: no parameter "${name}"`)
    return [name, { ...asObject(one), Default: value }] as const
  })
  const place = { account, region, partition: partitionOfCloud(region) }
  const template = createTemplate(
    { ...document, Parameters: Object.fromEntries(Parameters) },
    place,
  )
  return {
    roles: template.propertiesOf('AWS::IAM::Role').map((role) => memberRole(role, template, place)),
    forwardingRules: readForwarding(template, place),
  }
}

function memberRole(
  role: YamlObject,
  template: Template,
  { account, partition }: { readonly account: string; readonly partition: string },
): LocalRole {
  const { RoleName, Path = '/', AssumeRolePolicyDocument: trust, MaxSessionDuration } = role
  const attached = template
    .propertiesOf('AWS::IAM::Policy')
    .filter(({ Roles }) => stackList(Roles).includes(String(RoleName)))
  const policies = [...stackList(role.Policies), ...attached]
  return localRole({
    ...{ account, partition, name: `${String(Path).slice(1)}${RoleName}` },
    trust: statementsOf(trust),
    policy: policies.flatMap((one) => statementsOf(at(one, ['PolicyDocument']))),
    maxSessionSeconds: Number(MaxSessionDuration ?? 3600),
  })
}

const statementsOf = (document: Yaml | undefined): readonly YamlObject[] =>
  stackList(at(document, ['Statement'])).map(asObject)
