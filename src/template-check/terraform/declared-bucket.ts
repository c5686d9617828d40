import { type Bucket, isRegion } from '../../core/bucket.ts'
import type { Observed, Tags } from '../../core/bucket-calls.ts'
import type { EncryptionRule } from '../../core/encryption/rule.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import type { BucketReading, DeclaredBucket } from '../declarations.ts'
import { deploymentPlace } from '../deployment-place.ts'
import { hasSymbol } from '../readings/symbols.ts'
import { aclUsersOf } from './acl.ts'
import { firstBlock, textIn } from './blocks.ts'
import { encryptionIn } from './encryption.ts'
import { digestOf, isNamed, nameOf } from './names.ts'
import { type PlanContext, placeIn } from './plan-context.ts'
import type { Resource } from './resources.ts'

/** A bucket of a plan, with the resources that belong to it. */
export function declaredBucket(resource: Resource, context: PlanContext): DeclaredBucket {
  const name = nameOf(resource)
  const belonging = (type: string) => context.belonging(`aws_s3_bucket_${type}`, name)
  const [encryption] = belonging('server_side_encryption_configuration')
  const key = encryption && context.references.find(encryption, 'rule', 'aws_kms_key')
  const options = { ...context.options, region: regionOf(resource, context) }
  const facts = {
    isNamed: isNamed(resource),
    website: known(
      firstBlock(resource.values.website) !== undefined ||
        belonging('website_configuration').length > 0,
    ),
    tags: tagsOf(resource),
    acl: known([...new Set([resource, ...belonging('acl')].flatMap(aclUsersOf))]),
    refusesPublicPolicies: belonging('public_access_block').some(
      ({ values }) => values.block_public_policy === true,
    ),
  }
  return {
    language: 'terraform',
    place: placeIn(resource, context),
    ...(encryption && { encryptionPlace: placeIn(encryption, context) }),
    read(choose): BucketReading {
      const bucket = { name, ...deploymentPlace(options, choose) }
      const rule = encryptionIn(encryption ?? resource, choose)
      return { ...facts, bucket, encryption: key && rule ? withKey(rule, key, bucket) : rule }
    },
  }
}

/** A rule whose key the plan creates: its ARN is known only after the apply, and no other key has it. */
function withKey(rule: EncryptionRule, key: Resource, place: Bucket): EncryptionRule {
  const { ApplyServerSideEncryptionByDefault: byDefault } = rule
  if (!byDefault || !hasSymbol(byDefault.KMSMasterKeyID ?? '')) return rule
  const { partition, region, account } = place
  const id = digestOf(key.address, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  const KMSMasterKeyID = `arn:${partition}:kms:${region}:${account}:key/${id}`
  return { ...rule, ApplyServerSideEncryptionByDefault: { ...byDefault, KMSMasterKeyID } }
}

/** The region of the resource itself, or of its provider, or the one that a person gave. */
function regionOf(resource: Resource, { plan, references, options }: PlanContext) {
  const key = references.configured(resource)?.provider_config_key ?? 'aws'
  const providers = plan.configuration.provider_config
  const { region: expression } =
    (Object.hasOwn(providers, key) && providers[key]?.expressions) || {}
  const { constant_value: constant, references: texts } = isObject(expression) ? expression : {}
  const [, variable = ''] = /^var\.(.+)$/.exec(String(Array.isArray(texts) ? texts[0] : '')) ?? []
  const given = Object.hasOwn(plan.variables, variable)
    ? plan.variables[variable]?.value
    : undefined
  const found = [resource.values.region, constant, given].map(textIn)
  return found.find((one) => one !== undefined && isRegion(one)) ?? options.region
}

/** With the default tags of the provider, where the plan knows them. */
function tagsOf({ address, values }: Resource): Observed<Tags> {
  const tags = isObject(values.tags_all) ? values.tags_all : (values.tags ?? {})
  if (!isObject(tags))
    return { known: false, reason: `${address}.tags is known only after the apply` }
  return known(
    Object.fromEntries(
      Object.entries(tags).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
  )
}

const known = <T>(value: T): Observed<T> => ({ known: true, value })
