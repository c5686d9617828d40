import {
  type BucketCannedACL,
  type BucketLocationConstraint,
  CreateBucketCommand,
  type PublicAccessBlockConfiguration,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
  type ServerSideEncryptionRule,
  type Tag,
} from '@aws-sdk/client-s3'
import type { Json, JsonObject } from '../../src/core/policy/document.ts'
import { isObject } from '../../src/core/policy/parsing/read-json.ts'

/** Where a template is deployed, and its values. */
export interface Deployment {
  readonly s3: S3Client
  readonly account: string
  readonly region: string
  readonly params: Readonly<Record<string, string>>
}

interface Resource {
  readonly id: string
  readonly type: string
  readonly properties: JsonObject
}

/**
 * Deploys the buckets of a template of CloudFormation in its long form, as CloudFormation would: the physical names of
 * buckets by logical id.
 */
export async function deployTemplate(
  root: JsonObject,
  deployment: Deployment,
): Promise<ReadonlyMap<string, string>> {
  const resolve = resolverOf(root, deployment)
  const resources = deployedResources(root, resolve)
  const buckets = resources.filter(({ type }) => type === 'AWS::S3::Bucket')
  for (const bucket of buckets) await deployBucket(bucket, resolve, deployment)
  for (const { type, properties } of resources) {
    if (type !== 'AWS::S3::BucketPolicy') continue
    const Bucket = String(resolve(properties.Bucket ?? null))
    const Policy = JSON.stringify(resolve(properties.PolicyDocument ?? null))
    await deployment.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  }
  return new Map(buckets.map(({ id }) => [id, String(resolve({ Ref: id }))]))
}

function deployedResources(root: JsonObject, resolve: Resolve): readonly Resource[] {
  return Object.entries(objectAt(root, 'Resources')).flatMap(([id, value]) => {
    const resource = isObject(value) ? value : {}
    const { Condition: condition } = resource
    if (condition !== undefined && resolve({ Condition: condition }) !== true) return []
    return [{ id, type: String(resource.Type), properties: objectAt(resource, 'Properties') }]
  })
}

async function deployBucket(
  { id, properties }: Resource,
  resolve: Resolve,
  { s3, region }: Deployment,
): Promise<void> {
  const Bucket = String(resolve({ Ref: id }))
  const property = (name: string) => resolve(properties[name] ?? null)
  const acl = String(property('AccessControl') ?? 'Private')
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      ACL: acl.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase() as BucketCannedACL,
      ...(region !== 'us-east-1' && {
        CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
      }),
    }),
  )
  const blocks = property('PublicAccessBlockConfiguration')
  if (isObject(blocks)) {
    const PublicAccessBlockConfiguration = blocks as PublicAccessBlockConfiguration
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }))
  }
  const encryption = property('BucketEncryption')
  if (isObject(encryption)) {
    const rules = encryption.ServerSideEncryptionConfiguration as readonly JsonObject[]
    const Rules = rules.map(({ ServerSideEncryptionByDefault: byDefault, ...others }) => ({
      ...others,
      ApplyServerSideEncryptionByDefault: byDefault,
    })) as ServerSideEncryptionRule[]
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules },
      }),
    )
  }
  const tags = property('Tags')
  if (Array.isArray(tags))
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: tags as Tag[] } }))
  if (isObject(property('WebsiteConfiguration'))) {
    const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } }
    await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }))
  }
}

type Resolve = (value: Json) => Json | undefined

/** A second reader of functions, which knows all values. It shares nothing with the one of src/template-check. */
function resolverOf(root: JsonObject, { account, region, params }: Deployment): Resolve {
  const suffix = Math.random().toString(36).slice(2, 14)
  const partition = region.startsWith('cn-') ? 'aws-cn' : 'aws'
  const resources = objectAt(root, 'Resources')
  const parameters = objectAt(root, 'Parameters')
  const pseudo: Readonly<Record<string, string | undefined>> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': partition,
    'AWS::StackName': 'shop',
  }

  const resolve: Resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve).filter((one) => one !== undefined)
    if (!isObject(value)) return value
    const [[name, argument] = ['', null], ...others] = Object.entries(value)
    if (others.length === 0 && Object.hasOwn(functions, name)) return functions[name]?.(argument)
    const fields = Object.entries(value).map(([key, field]) => [key, resolve(field)] as const)
    return Object.fromEntries(
      fields.filter((entry): entry is [string, Json] => entry[1] !== undefined),
    )
  }

  const textAt = (value: Json | undefined) => String(resolve(value ?? null))
  const listAt = (value: Json | undefined) => {
    const list = resolve(value ?? null)
    return Array.isArray(list) ? list : [list]
  }
  const partsOf = (value: Json): readonly Json[] => (Array.isArray(value) ? value : [value])

  const functions: Readonly<Record<string, (argument: Json) => Json | undefined>> = {
    Ref: (name) => refer(String(name)),
    Condition: (name) => resolve(objectAt(root, 'Conditions')[String(name)] ?? null),
    'Fn::GetAtt': (path) => attribute(partsOf(path).flatMap((one) => String(one).split('.'))),
    'Fn::Equals': (both) => textAt(partsOf(both)[0]) === textAt(partsOf(both)[1]),
    'Fn::Not': (one) => resolve(partsOf(one)[0] ?? null) !== true,
    'Fn::And': (all) => partsOf(all).every((one) => resolve(one) === true),
    'Fn::Or': (all) => partsOf(all).some((one) => resolve(one) === true),
    'Fn::If': (parts) => {
      const [condition = null, then = null, otherwise = null] = partsOf(parts)
      return resolve(resolve({ Condition: condition }) === true ? then : otherwise)
    },
    'Fn::Join': (parts) =>
      listAt(partsOf(parts)[1])
        .map(String)
        .join(String(partsOf(parts)[0])),
    'Fn::Split': (parts) => textAt(partsOf(parts)[1]).split(String(partsOf(parts)[0])),
    'Fn::Select': (parts) => listAt(partsOf(parts)[1])[Number(partsOf(parts)[0])],
    'Fn::FindInMap': (parts) => {
      const [map = '', first = '', second = ''] = partsOf(parts).map((one) => textAt(one))
      return objectAt(objectAt(objectAt(root, 'Mappings'), map), first)[second]
    },
    'Fn::Sub': (parts) => {
      const [text, own] = partsOf(parts)
      const values = isObject(own) ? own : {}
      return String(text).replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
        if (Object.hasOwn(values, name)) return textAt(values[name])
        return name.includes('.') ? attribute(name.split('.')) : String(refer(name))
      })
    },
  }

  function refer(name: string): Json | undefined {
    if (name === 'AWS::NoValue') return undefined
    if (pseudo[name] !== undefined) return pseudo[name]
    if (Object.hasOwn(parameters, name))
      return params[name] ?? objectAt(parameters, name).Default ?? ''
    const { Type, Properties } = objectAt(resources, name)
    const given = isObject(Properties) ? Properties.BucketName : undefined
    if (given !== undefined) return resolve(given)
    return Type === 'AWS::EC2::VPCEndpoint'
      ? `vpce-${suffix}`
      : `shop-${name}-${suffix}`.toLowerCase()
  }

  function attribute([id = '', name = '']: readonly string[]): string {
    const { Type } = objectAt(resources, id)
    const own = String(refer(id))
    if (name === 'S3CanonicalUserId') return 'a1b2'.repeat(16)
    if (Type === 'AWS::S3::Bucket') return `arn:${partition}:s3:::${own}`
    if (Type === 'AWS::KMS::Key') return `arn:${partition}:kms:${region}:${account}:key/${own}`
    return name === 'Arn' ? `arn:${partition}:iam::${account}:role/${own}` : `o-${suffix}`
  }

  return resolve
}

const objectAt = (value: JsonObject, name: string): JsonObject => {
  const field = Object.hasOwn(value, name) ? value[name] : undefined
  return isObject(field) ? field : {}
}
