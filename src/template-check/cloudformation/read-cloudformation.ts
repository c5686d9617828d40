import type { TemplateLanguage, TemplatePlace } from '../../core/check/template-report.ts'
import type { Json } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import type { Declarations, TemplateOptions } from '../declarations.ts'
import { deploymentPlace } from '../deployment-place.ts'
import type { Choose } from '../readings/explore.ts'
import { isTrue } from './conditions.ts'
import { expandLoops } from './for-each.ts'
import { textOf } from './functions/function.ts'
import { readBucket } from './read-bucket.ts'
import type { TemplateText } from './read-text.ts'
import { resolve } from './resolve.ts'
import { fieldOf, type Scope, type Template } from './template.ts'
import { unclearParts } from './unclear-parts.ts'

/** Reads a template of CloudFormation, also of SAM, CDK or Serverless Framework. */
export function readCloudFormation(
  file: string,
  { root, positions }: TemplateText,
  language: TemplateLanguage,
  options: TemplateOptions,
  importValue: Scope['importValue'],
): Declarations {
  const template = templateOf(file, { root, positions }, options)
  const { resources } = template
  const scopeOf = (choose: Choose): Scope => ({
    ...{ template, options, choose, importValue, open: [] },
    place: deploymentPlace(options, choose),
  })
  const ofType = (type: string) =>
    Object.entries(resources).filter(([, resource]) => textOf(fieldOf(resource, 'Type')) === type)
  /** Reads a resource in a reading in which it is deployed. */
  const reader =
    <T>(resource: Json, read: (scope: Scope) => T | undefined) =>
    (choose: Choose): T | undefined => {
      const scope = scopeOf(choose)
      const condition = fieldOf(resource, 'Condition')
      const isDeployed = condition === undefined || isTrue({ Condition: condition }, scope, resolve)
      return isDeployed ? read(scope) : undefined
    }
  const placeOf = (id: string, resource: Json, property: string): TemplatePlace => {
    const own = positions.of(fieldOf(resource, 'Properties'), property)
    return { file, address: id, ...(own ?? positions.of(resources, id)) }
  }
  return {
    buckets: ofType('AWS::S3::Bucket').map(([id, resource]) => ({
      language,
      place: { file, address: id, ...positions.of(resources, id) },
      encryptionPlace: placeOf(id, resource, 'BucketEncryption'),
      read: reader(resource, (scope) => readBucket(id, resource, scope)),
    })),
    policies: ofType('AWS::S3::BucketPolicy').map(([id, resource]) => ({
      place: placeOf(id, resource, 'PolicyDocument'),
      path: `Resources.${id}.Properties.PolicyDocument`,
      bucketName: (choose) => textOf(propertyOf(resource, 'Bucket', scopeOf(choose))) ?? NO_BUCKET,
      read: reader(resource, (scope) => propertyOf(resource, 'PolicyDocument', scope)),
    })),
    ...unclearParts(template),
  }
}

const propertyOf = (resource: Json, name: string, scope: Scope): Json | undefined =>
  resolve(fieldOf(fieldOf(resource, 'Properties'), name) ?? null, scope)

// No bucket has an empty name.
const NO_BUCKET = ''

/** The template with what its loops over resources repeat. */
function templateOf(
  file: string,
  { root, positions }: TemplateText,
  options: TemplateOptions,
): Template {
  const declared = isObject(root.Resources) ? root.Resources : {}
  const bare = { file, root, positions, resources: declared }
  const scope: Scope = {
    ...{ template: bare, options, open: [], importValue: () => undefined },
    // A list on which the resources depend must be known before anything else.
    choose: (_question, options) => options[0],
    place: deploymentPlace(options, (_question, [first]) => first),
  }
  const resources = expandLoops(declared, (collection) => resolve(collection, scope), positions)
  return { ...bare, resources }
}
