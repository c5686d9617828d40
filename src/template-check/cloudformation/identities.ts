import { createHash } from 'node:crypto'
import { dnsSuffixOf } from '../../core/bucket.ts'
import type { Json } from '../../core/policy/document.ts'
import { bucketArn } from '../../core/policy/evaluation/resources.ts'
import { printable } from '../../core/printable.ts'
import { symbolFor } from '../readings/symbols.ts'
import { type TemplateFunction, textOf } from './functions/function.ts'
import { fieldOf, once, type Scope } from './template.ts'

type Resolve = Parameters<TemplateFunction>[2]

/** A resource that is created by a deployment. Its names have the right form, and nothing else has them. */
interface Identity {
  readonly scope: Scope
  readonly resolve: Resolve
  readonly id: string
  readonly type: string
  readonly resource: Json
}

/** The value of `Ref` to a resource. */
export function referenceTo(id: string, scope: Scope, resolve: Resolve): Json {
  const identity = identityOf(id, scope, resolve)
  if (isOpen(identity.type)) return openValue(identity, 'Ref')
  switch (identity.type) {
    case 'AWS::S3::Bucket':
      return bucketNameOf(id, scope, resolve)
    case 'AWS::EC2::VPCEndpoint':
      return `vpce-${hex(identity, 17)}`
    case 'AWS::EC2::VPC':
      return `vpc-${hex(identity, 17)}`
    case 'AWS::KMS::Key':
    case 'AWS::KMS::ReplicaKey':
      return keyId(identity)
    case 'AWS::CloudFront::Distribution':
    case 'AWS::CloudFront::CloudFrontOriginAccessIdentity':
      return `E${hex(identity, 13).toUpperCase()}`
    default:
      return nameOf(identity)
  }
}

/** The value of `Fn::GetAtt`. */
export function attributeOf(id: string, attribute: string, scope: Scope, resolve: Resolve): Json {
  const identity = identityOf(id, scope, resolve)
  const { type } = identity
  const [, output] = /^Outputs\.(.+)$/.exec(attribute) ?? []
  const returned = output && scope.links.output(identity.resource, output, scope)
  if (returned) return returned
  if (isOpen(type) || OPEN_ATTRIBUTE.test(attribute)) return openValue(identity, attribute)
  if (type === 'AWS::S3::Bucket') return attributeOfBucket(identity, attribute)
  if (attribute === 'S3CanonicalUserId') return hex(identity, 64)
  if (type === 'AWS::IAM::Role' && attribute === 'RoleId')
    return `AROA${hex(identity, 17).toUpperCase()}`
  if (type === 'AWS::Organizations::Organization' && attribute === 'Id')
    return `o-${hex(identity, 10)}`
  return /Arn$/.test(attribute) ? arnOf(identity) : `${nameOf(identity)}-${attribute.toLowerCase()}`
}

// What code computes, a nested stack returns, or a network gives out can be any text.
const isOpen = (type: string) =>
  /^(Custom::|AWS::(CloudFormation::|Serverless::Application$|EC2::EIP$|SSM::Parameter$)|$)/.test(
    type,
  )
const OPEN_ATTRIBUTE = /(Ip|Cidr|Address|Value)/i

const openValue = ({ id, scope }: Identity, attribute: string) =>
  symbolFor(
    `${attribute} of Resources.${printable(id, 100)} is known only after the deployment`,
    `${scope.template.file} ${id} ${attribute}`,
  )

function attributeOfBucket({ id, scope, resolve }: Identity, attribute: string): Json {
  const name = bucketNameOf(id, scope, resolve)
  const { partition, region } = scope.place
  if (attribute === 'Arn') return bucketArn({ name, partition })
  const suffix = dnsSuffixOf(partition)
  return attribute === 'DomainName' ? `${name}.s3.${suffix}` : `${name}.s3.${region}.${suffix}`
}

/** The name of a bucket. It is a placeholder where CloudFormation will generate it. */
export function bucketNameOf(id: string, scope: Scope, resolve: Resolve): string {
  const identity = identityOf(id, scope, resolve)
  return namedIn(identity, 'BucketName') ?? nameOf(identity).toLowerCase()
}

/** The name that the template gives a bucket. `undefined`: CloudFormation will generate it. */
export const givenBucketName = (id: string, scope: Scope, resolve: Resolve): string | undefined =>
  namedIn(identityOf(id, scope, resolve), 'BucketName')

function namedIn({ id, resource, scope, resolve }: Identity, property: string): string | undefined {
  const declared = fieldOf(fieldOf(resource, 'Properties'), property)
  return declared === undefined
    ? undefined
    : once(scope, `${property} of ${id}`, (inner) => textOf(resolve(declared, inner)))
}

const ARNS: Readonly<Record<string, readonly [service: string, isGlobal: boolean, kind: string]>> =
  {
    'AWS::IAM::Role': ['iam', true, 'role/'],
    'AWS::IAM::User': ['iam', true, 'user/'],
    'AWS::KMS::Key': ['kms', false, 'key/'],
    'AWS::KMS::ReplicaKey': ['kms', false, 'key/'],
  }

function arnOf(identity: Identity): string {
  const { type, scope } = identity
  const { partition, region, account } = scope.place
  const general = [type.split('::')[1]?.toLowerCase() ?? '', false, ''] as const
  const [service, isGlobal, kind] = (Object.hasOwn(ARNS, type) && ARNS[type]) || general
  const name = service === 'kms' ? keyId(identity) : (namedBy(identity) ?? nameOf(identity))
  return `arn:${partition}:${service}:${isGlobal ? '' : region}:${account}:${kind}${name}`
}

const namedBy = (identity: Identity) =>
  namedIn(identity, 'RoleName') ?? namedIn(identity, 'UserName')

function identityOf(id: string, scope: Scope, resolve: Resolve): Identity {
  const resource = fieldOf(scope.template.resources, id) ?? null
  return { scope, resolve, id, resource, type: textOf(fieldOf(resource, 'Type')) ?? '' }
}

const nameOf = (identity: Identity) =>
  `${identity.id.replace(/[^A-Za-z0-9]/g, '').slice(0, 30)}-${hex(identity, 12)}`

const keyId = (identity: Identity) =>
  hex(identity, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

const hex = ({ scope, id }: Identity, length: number) =>
  createHash('sha256').update(`${scope.template.file}\n${id}`).digest('hex').slice(0, length)
