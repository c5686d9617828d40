import type { TemplatePlace } from '../../core/check/template-report.ts'
import type { Json } from '../../core/policy/document.ts'
import type { Declarations, TemplateOptions } from '../declarations.ts'
import { deploymentPlace, placeHintsIn } from '../deployment-place.ts'
import type { Choose } from '../readings/explore.ts'
import { isTrue } from './conditions.ts'
import { textOf } from './functions/function.ts'
import { linkTemplates } from './links.ts'
import { readBucket } from './read-bucket.ts'
import { type CloudFormationFile, languageOf, templateOf } from './read-template.ts'
import { propertyOf, resolve } from './resolve.ts'
import { fieldOf, type Links, type Scope, type Template } from './template.ts'
import { unclearParts } from './unclear-parts.ts'

function declarationsIn(template: Template, links: Links, options: TemplateOptions): Declarations {
  const { file, resources, positions } = template
  const language = languageOf(template)
  const hints = placeHintsIn(JSON.stringify(template.root))
  const scopeOf = (choose: Choose): Scope => ({
    ...{ template, options, choose, links, open: [] },
    place: deploymentPlace(options, choose, hints),
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

// No bucket has an empty name.
const NO_BUCKET = ''

/** Reads templates of CloudFormation, also of SAM, CDK or Serverless Framework. */
export function readCloudFormation(
  files: readonly CloudFormationFile[],
  options: TemplateOptions,
): readonly Declarations[] {
  const templates = files.map((one) => templateOf(one, options))
  const links = linkTemplates(templates)
  return templates.map((template) => declarationsIn(template, links, options))
}
