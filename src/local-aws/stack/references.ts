import { asObject, at, type Yaml, type YamlObject } from './tree.ts'

export interface StackPlace {
  readonly account: string
  readonly region: string
  readonly partition: string
}

export type Evaluate = (value: Yaml) => Yaml

const NAME_PROPERTIES = [
  'TopicName',
  'QueueName',
  'RoleName',
  'BucketName',
  'FunctionName',
  'Name',
  'AlarmName',
]

/** The names, ARNs and attributes of resources. `undefined` for AWS::NoValue. */
export function createReferences(document: YamlObject, place: StackPlace, evaluate: Evaluate) {
  const resource = (logicalId: string) => asObject(at(document, ['Resources', logicalId]))
  const property = (logicalId: string, name: string) => {
    const value = at(resource(logicalId), ['Properties', name])
    return value === undefined ? undefined : String(evaluate(value))
  }
  const nameOf = (logicalId: string): string => {
    const names = NAME_PROPERTIES.map((name) => property(logicalId, name))
    return names.find((one) => one !== undefined) ?? logicalId
  }
  const arnOf = (logicalId: string): string => {
    const type = String(resource(logicalId).Type ?? 'no resource')
    const path = property(logicalId, 'Path') ?? '/'
    return arnOfType(type, nameOf(logicalId), path, place)
  }
  const attributeOf = ([logicalId = '', name = '']: readonly string[]): string => {
    if (['Arn', 'TopicArn'].includes(name)) return arnOf(logicalId)
    if (['QueueName', 'Name'].includes(name)) return nameOf(logicalId)
    throw new Error(`Cannot resolve attribute "${name}" of "${logicalId}" of serverless.yml`)
  }
  // Ref of a topic is its ARN; of most others it is their name.
  const reference = (name: string): string | undefined => {
    if (name === 'AWS::NoValue') return undefined
    const parameter = at(document, ['Parameters', name, 'Default'])
    const known = parameter === undefined ? pseudo(name, place) : String(parameter)
    if (known !== undefined) return known
    const type = resource(name).Type
    if (type === undefined) throw new Error(`Cannot resolve Ref "${name}" of serverless.yml`)
    return type === 'AWS::SNS::Topic' ? arnOf(name) : nameOf(name)
  }
  return { nameOf, arnOf, attributeOf, reference }
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

function arnOfType(
  type: string,
  name: string,
  path: string,
  { partition, region, account }: StackPlace,
): string {
  const regional = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`
  if (type === 'AWS::SNS::Topic') return regional('sns', name)
  if (type === 'AWS::SQS::Queue') return regional('sqs', name)
  if (type === 'AWS::KMS::Key') return regional('kms', `key/${name}`)
  if (type === 'AWS::Events::EventBus') return regional('events', `event-bus/${name}`)
  if (type === 'AWS::IAM::Role') return `arn:${partition}:iam::${account}:role${path}${name}`
  if (type === 'AWS::S3::Bucket') return `arn:${partition}:s3:::${name}`
  throw new Error(`Cannot find the ARN of "${name}" (${type}) of serverless.yml`)
}
