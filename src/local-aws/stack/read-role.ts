import type { RoleDefinition } from '../lambda/definition.ts'
import type { Template } from './intrinsics.ts'
import { asObject, at, stackList, type Yaml } from './tree.ts'

/** The role of a function: the logical id of the role, or a reference to it. `undefined`: the template has no such role. */
export function readRole(role: Yaml, template: Template): RoleDefinition | undefined {
  const logicalId = typeof role === 'string' ? role : String(at(role, ['Fn::GetAtt', '0']))
  const properties = template.resource(logicalId)?.Properties
  if (properties === undefined) return undefined
  const name = template.nameOf(logicalId)
  const attached = template
    .propertiesOf('AWS::IAM::Policy')
    .filter(({ Roles }) => stackList(Roles).includes(name))
  const inline = stackList(at(properties, ['Policies']))
  const statements = [...inline, ...attached].flatMap(readStatements)
  return { name, statements: statements.map((one) => asObject(template.evaluate(one))) }
}

// Statements about services that are not embedded can name resources that do not exist here.
const readStatements = (policy: Yaml): readonly Yaml[] =>
  stackList(at(policy, ['PolicyDocument', 'Statement'])).filter((statement) =>
    stackList(at(statement, ['Action'])).some((action) => EMBEDDED.test(String(action))),
  )

const EMBEDDED = /^(s3:|sns:|events:|kms:|sts:|ssm:|cloudtrail:|organizations:|securityhub:|\*)/
