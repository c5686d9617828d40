import { EXEMPT_TAG } from '../../core/assessment/exempt-tag.ts'
import type { AclUser, Observed, Tags } from '../../core/bucket-calls.ts'
import type { Json } from '../../core/policy/document.ts'
import type { BucketReading } from '../declarations.ts'
import { hasSymbol, reasonOf } from '../readings/symbols.ts'
import { textOf } from './functions/function.ts'
import { bucketNameOf, givenBucketName } from './identities.ts'
import { readEncryption } from './read-encryption.ts'
import { propertyOf, resolve } from './resolve.ts'
import { fieldOf, type Scope } from './template.ts'

/** Reads the properties of an `AWS::S3::Bucket`. */
export function readBucket(id: string, resource: Json, scope: Scope): BucketReading {
  const property = (name: string) => propertyOf(resource, name, scope)
  const blocks = property('PublicAccessBlockConfiguration')
  return {
    bucket: { ...scope.place, name: bucketNameOf(id, scope, resolve) },
    isNamed: givenBucketName(id, scope, resolve) !== undefined,
    encryption: readEncryption(property('BucketEncryption'), scope),
    website: { known: true, value: property('WebsiteConfiguration') !== undefined },
    tags: readTags(property('Tags'), exemptionIn(fieldOf(resource, 'Metadata'))),
    acl: readAcl(property('AccessControl')),
    // S3 blocks public access on a new bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    refusesPublicPolicies:
      blocks === undefined || textOf(fieldOf(blocks, 'BlockPublicPolicy')) === 'true',
  }
}

/** `Metadata: { cooper: { exempt: … } }` says the same as the tag. */
function readTags(tags: Json | undefined, exemption: Tags): Observed<Tags> {
  const list: readonly Json[] = Array.isArray(tags) ? tags : []
  const pairs = list.map((tag) => [textIn(tag, 'Key'), textIn(tag, 'Value')] as const)
  const unclear = [textOf(tags), ...pairs.map(([key, value]) => unclearIn(key, value))]
  const symbol = unclear.find((text) => text !== undefined && hasSymbol(text))
  return symbol === undefined
    ? { known: true, value: { ...Object.fromEntries(pairs), ...exemption } }
    : { known: false, reason: reasonOf(symbol) }
}

const textIn = (tag: Json, field: string) => textOf(fieldOf(tag, field)) ?? ''

// Cooper reads the value of one tag only.
const unclearIn = (key: string, value: string) => (key === EXEMPT_TAG ? value : key)

function exemptionIn(metadata: Json | undefined): Tags {
  const value = textOf(fieldOf(fieldOf(metadata, 'cooper'), 'exempt'))
  return value === undefined ? {} : { [EXEMPT_TAG]: value }
}

/** Canned ACLs in the form of CloudFormation, such as `PublicRead`. */
function readAcl(acl: Json | undefined): Observed<readonly AclUser[]> {
  const name = textOf(acl) ?? ''
  if (hasSymbol(name)) return { known: false, reason: reasonOf(name) }
  if (name === 'PublicRead' || name === 'PublicReadWrite')
    return { known: true, value: ['everyone'] }
  return { known: true, value: name === 'LogDeliveryWrite' ? ['log-delivery'] : [] }
}
