import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { partitionOf } from '../../core/bucket.ts'
import type { Json } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import type {
  BucketReading,
  Declarations,
  DeclaredBucket,
  DeclaredPolicy,
  TemplateOptions,
} from '../declarations.ts'
import { deploymentPlace } from '../deployment-place.ts'
import { hasSymbol, symbolFor } from '../readings/symbols.ts'
import { templateError } from '../template-error.ts'
import { aclUsersOf } from './acl.ts'
import { blocksIn, firstBlock, textIn } from './blocks.ts'
import { encryptionIn } from './encryption.ts'
import { Plan } from './plan-schema.ts'
import { policyDocumentOf } from './policy-document.ts'
import { type References, referencesIn } from './references.ts'
import { type Resource, resourcesIn } from './resources.ts'

/** Whether a JSON value looks like what `terraform show -json` prints. */
export const isPlan = (value: Json): boolean =>
  isObject(value) &&
  Object.hasOwn(value, 'format_version') &&
  ['planned_values', 'values', 'resource_changes'].some((name) => Object.hasOwn(value, name))

interface PlanContext {
  readonly file: string
  readonly plan: Plan
  readonly options: TemplateOptions
  readonly resources: readonly Resource[]
  readonly references: References
}

/** Reads a plan or a state of Terraform or OpenTofu. Throws an error with the code `InvalidTemplate`. */
export function readPlan(file: string, value: Json, options: TemplateOptions): Declarations {
  const parsed = v.safeParse(Plan, value)
  if (!parsed.success) {
    const [issue] = parsed.issues
    throw templateError(`${v.getDotPath(issue) ?? 'it'}: ${issue.message}`)
  }
  const plan = parsed.output
  const resources = resourcesIn(plan)
  const references = referencesIn(plan.configuration.root_module, resources)
  const context = { file, plan, options, resources, references }
  return {
    buckets: ofType('aws_s3_bucket', resources).map((one) => declaredBucket(one, context)),
    policies: [
      ...ofType('aws_s3_bucket_policy', resources).map((one) => declaredPolicy(one, context)),
      ...ofType('aws_s3_bucket', resources).flatMap((one) => policyWithin(one, context)),
    ],
    notes: [],
  }
}

const ofType = (type: string, resources: readonly Resource[]) =>
  resources.filter((one) => one.type === type && one.mode === 'managed')

const placeOf = ({ address }: Resource, { file }: PlanContext) => ({ file, address })

function declaredBucket(resource: Resource, context: PlanContext): DeclaredBucket {
  const satellites = (type: string) =>
    ofType(type, context.resources).filter((one) => bucketNameOf(one, context) === nameOf(resource))
  const [encryption] = satellites('aws_s3_bucket_server_side_encryption_configuration')
  const acls = [resource, ...satellites('aws_s3_bucket_acl')]
  const isWebsite =
    firstBlock(resource.values.website) !== undefined ||
    satellites('aws_s3_bucket_website_configuration').length > 0
  const refusesPublicPolicies = satellites('aws_s3_bucket_public_access_block').some(
    ({ values }) => values.block_public_policy === true,
  )
  return {
    language: 'terraform',
    place: placeOf(resource, context),
    ...(encryption && { encryptionPlace: placeOf(encryption, context) }),
    read: (choose): BucketReading => ({
      bucket: { name: nameOf(resource), ...regionOf(resource, context, choose) },
      isNamed: isNamed(resource),
      encryption: encryptionIn(encryption ?? resource),
      website: isWebsite,
      tags: tagsOf(resource),
      acl: [...new Set(acls.flatMap(aclUsersOf))],
      refusesPublicPolicies,
    }),
  }
}
