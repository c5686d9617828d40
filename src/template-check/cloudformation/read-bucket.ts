import { EXEMPT_TAG } from '../../core/assessment/exempt-tag.ts'
import type { AclUser, Tags } from '../../core/bucket-calls.ts'
import type { Json } from '../../core/policy/document.ts'
import type { BucketReading } from '../declarations.ts'
import { textOf } from './functions/function.ts'
import { bucketNameOf, givenBucketName } from './identities.ts'
import { readEncryption } from './read-encryption.ts'
import { resolve } from './resolve.ts'
import { fieldOf, type Scope } from './template.ts'

/** Reads the properties of an `AWS::S3::Bucket`. */
export function readBucket(id: string, resource: Json, scope: Scope): BucketReading {
  const properties = fieldOf(resource, 'Properties')
  const property = (name: string) => {
    const value = fieldOf(properties, name)
    return value === undefined ? undefined : resolve(value, scope)
  }
  return {
    bucket: { ...scope.place, name: bucketNameOf(id, scope, resolve) },
    isNamed: givenBucketName(id, scope, resolve) !== undefined,
    encryption: readEncryption(property('BucketEncryption'), scope),
    website: property('WebsiteConfiguration') !== undefined,
    tags: { ...readTags(property('Tags')), ...exemptionIn(fieldOf(resource, 'Metadata')) },
    acl: aclUsersOf(property('AccessControl')),
    refusesPublicPolicies:
      textOf(fieldOf(property('PublicAccessBlockConfiguration'), 'BlockPublicPolicy')) === 'true',
  }
}

function readTags(tags: Json | undefined): Tags {
  const list: readonly Json[] = Array.isArray(tags) ? tags : []
  return Object.fromEntries(
    list.map((tag) => [textOf(fieldOf(tag, 'Key')) ?? '', textOf(fieldOf(tag, 'Value')) ?? '']),
  )
}

/** `Metadata: { cooper: { exempt: … } }` says the same as the tag. */
function exemptionIn(metadata: Json | undefined): Tags {
  const value = textOf(fieldOf(fieldOf(metadata, 'cooper'), 'exempt'))
  return value === undefined ? {} : { [EXEMPT_TAG]: value }
}

// Canned ACLs are written in capitals here: PublicRead, LogDeliveryWrite.
const aclUsersOf = (acl: Json | undefined): readonly AclUser[] => {
  if (acl === 'PublicRead' || acl === 'PublicReadWrite') return ['everyone']
  return acl === 'LogDeliveryWrite' ? ['log-delivery'] : []
}
