import { partitionOfCloud } from '../cloud.ts'
import type { ForwardingRule } from '../events/local-bus.ts'
import { type LocalRole, localRole } from '../identity/role.ts'
import { createTemplate, type Template } from './intrinsics.ts'
import { readForwarding } from './read-rules.ts'
import { asObject, at, mapTree, stackList, type Yaml, type YamlObject } from './tree.ts'

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
  const given = Object.entries(asObject(document.Parameters)).map(([name, one]) => {
    const value = parameters[name] ?? at(one, ['Default'])
    if (value === undefined) throw new Error(`Cannot deploy a member: no parameter "${name}"`)
    return [name, { ...asObject(one), Default: value }] as const
  })
  const place = { account, region, partition: partitionOfCloud(region) }
  const Parameters = Object.fromEntries(given)
  const resolved = asObject(withLists({ ...document, Parameters }, Parameters))
  const template = createTemplate(resolved, place)
  return {
    roles: template.propertiesOf('AWS::IAM::Role').map((role) => memberRole(role, template, place)),
    forwardingRules: readForwarding(template, place),
  }
}

/** The document with the values of parameters that are lists in place of references to them. */
const withLists = (document: Yaml, parameters: YamlObject): Yaml =>
  mapTree(document, (node) => {
    const parameter = asObject(parameters[String(at(node, ['Ref']))])
    const isList = parameter.Type === 'CommaDelimitedList'
    return isList ? String(parameter.Default).split(',') : node
  })

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
