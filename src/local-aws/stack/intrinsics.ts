import { at, isTree, mapTree, type Yaml, type YamlObject } from './tree.ts'

export interface StackPlace {
  readonly account: string
  readonly region: string
  readonly partition: string
}

/** The resources of the template, and the values of references to them. */
export interface Template {
  readonly resource: (logicalId: string) => YamlObject | undefined
  /** The given name, or the logical id. */
  readonly nameOf: (logicalId: string) => string
  readonly arnsOf: (type: string) => readonly string[]
  /** The properties of all resources of a type, evaluated. */
  readonly propertiesOf: (type: string) => readonly YamlObject[]
  /** Replaces Ref, Fn::GetAtt, Fn::Sub and Fn::Join. */
  readonly evaluate: (value: Yaml) => Yaml
}

const NAME_PROPERTIES = ['TopicName', 'QueueName', 'RoleName', 'BucketName', 'FunctionName']

export function createTemplate(resources: Yaml, place: StackPlace): Template {
  const resource = (logicalId: string) => {
    const found = at(resources, [logicalId])
    return isTree(found) ? found : undefined
  }
  const nameOf = (logicalId: string) => {
    const names = NAME_PROPERTIES.map((name) => at(resource(logicalId), ['Properties', name]))
    const name = names.find((one) => one !== undefined) ?? logicalId
    return String(typeof name === 'string' ? name : evaluate(name))
  }
  const arnOf = (logicalId: string) => {
    const type = String(resource(logicalId)?.Type ?? 'no resource')
    return arn(type, nameOf(logicalId), place)
  }
  const reference = (name: string) => pseudo(name, place) ?? refOf(name, resource, arnOf, nameOf)
  const evaluate = (value: Yaml): Yaml =>
    mapTree(value, (node) => evaluateNode(node, reference, arnOf))
  // What depends on a condition is left out: no condition holds with the default parameters.
  const idsOf = (type: string) =>
    Object.keys(isTree(resources) ? resources : {}).filter((logicalId) => {
      const { Type, Condition } = resource(logicalId) ?? {}
      return Type === type && Condition === undefined
    })
  return {
    resource,
    nameOf,
    arnsOf: (type) => idsOf(type).map(arnOf),
    propertiesOf: (type) =>
      idsOf(type).flatMap((logicalId) => {
        const properties = evaluate(resource(logicalId)?.Properties ?? {})
        return isTree(properties) ? [properties] : []
      }),
    evaluate,
  }
}

type Reference = (name: string) => string

function evaluateNode(node: Yaml, reference: Reference, arnOf: Reference): Yaml {
  if (!isTree(node) || Object.keys(node).length !== 1) return node
  if (typeof node.Ref === 'string') return reference(node.Ref)
  const attribute = node['Fn::GetAtt']
  if (Array.isArray(attribute)) return attributeOf(attribute.map(String), arnOf)
  const text = node['Fn::Sub']
  if (typeof text === 'string') {
    return text.replace(/\$\{([^!}]+)\}/g, (_, name: string) => {
      const [logicalId = '', wanted] = name.split('.')
      return wanted === undefined ? reference(name) : attributeOf([logicalId, wanted], arnOf)
    })
  }
  const join = node['Fn::Join']
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].join(String(join[0]))
  const [name = ''] = Object.keys(node)
  if (name.startsWith('Fn::')) throw new Error(`Cannot resolve ${name} of serverless.yml`)
  return node
}

function attributeOf([logicalId = '', name = '']: readonly string[], arnOf: Reference): string {
  if (name === 'Arn' || name === 'TopicArn') return arnOf(logicalId)
  throw new Error(`Cannot resolve attribute "${name}" of "${logicalId}" of serverless.yml`)
}

function pseudo(name: string, { account, region, partition }: StackPlace): string | undefined {
  const values: Record<string, string> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': partition,
    'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  }
  return values[name]
}

// Ref of a topic is its ARN; of most others it is their name.
function refOf(
  name: string,
  resource: Template['resource'],
  arnOf: Reference,
  nameOf: Reference,
): string {
  const type = resource(name)?.Type
  if (type === undefined) throw new Error(`Cannot resolve Ref "${name}" of serverless.yml`)
  return type === 'AWS::SNS::Topic' ? arnOf(name) : nameOf(name)
}

function arn(type: string, name: string, { partition, region, account }: StackPlace): string {
  const regional = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`
  if (type === 'AWS::SNS::Topic') return regional('sns', name)
  if (type === 'AWS::SQS::Queue') return regional('sqs', name)
  if (type === 'AWS::KMS::Key') return regional('kms', `key/${name}`)
  if (type === 'AWS::IAM::Role') return `arn:${partition}:iam::${account}:role/${name}`
  if (type === 'AWS::S3::Bucket') return `arn:${partition}:s3:::${name}`
  throw new Error(`Cannot find the ARN of "${name}" (${type}) of serverless.yml`)
}
