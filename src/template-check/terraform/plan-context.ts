import type { TemplateOptions } from '../declarations.ts'
import { bucketNameOf } from './names.ts'
import type { Plan } from './plan-schema.ts'
import { type References, referencesIn } from './references.ts'
import { type Resource, resourcesIn } from './resources.ts'

/** What the readers of a plan share. */
export interface PlanContext {
  readonly file: string
  readonly plan: Plan
  readonly options: TemplateOptions
  readonly references: References
  readonly buckets: readonly Resource[]
  /** The resources of a type that belong to the bucket with a name or placeholder. */
  readonly belonging: (type: string, bucketName: string) => readonly Resource[]
  /** The resources of a type, with the name or placeholder of the bucket to which they belong. */
  readonly ofType: (type: string) => readonly BelongingResource[]
}

export interface BelongingResource {
  readonly resource: Resource
  readonly bucketName: string
}

export function planContext(file: string, plan: Plan, options: TemplateOptions): PlanContext {
  const resources = resourcesIn(plan)
  const references = referencesIn(plan.configuration.root_module, resources)
  const managed = resources.filter(({ mode }) => mode === 'managed')
  const belonging = managed
    .filter(({ type }) => type.startsWith('aws_s3_bucket_'))
    .map((resource) => ({ resource, bucketName: bucketNameOf(resource, references) }))
  const byBucket = new Map<string, Resource[]>()
  for (const { resource, bucketName } of belonging) {
    byBucket.set(bucketName, [...(byBucket.get(bucketName) ?? []), resource])
  }
  return {
    ...{ file, plan, options, references },
    buckets: managed.filter(({ type }) => type === 'aws_s3_bucket'),
    belonging: (type, bucketName) =>
      (byBucket.get(bucketName) ?? []).filter((one) => one.type === type),
    ofType: (type) => belonging.filter(({ resource }) => resource.type === type),
  }
}

export const placeIn = ({ address }: Resource, { file }: PlanContext) => ({ file, address })
