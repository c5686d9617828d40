import type { TemplateLanguage } from '../../core/check/template-report.ts'
import type { Json, JsonObject } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import type { TemplateOptions } from '../declarations.ts'
import { deploymentPlace } from '../deployment-place.ts'
import type { Choose } from '../readings/explore.ts'
import { expandLoops } from './for-each.ts'
import { textOf } from './functions/function.ts'
import { resolve } from './resolve.ts'
import { fieldOf, NO_LINKS, type Template } from './template.ts'
import type { Positions } from './text/positions.ts'
import type { TemplateText } from './text/read-text.ts'

/** A file with a template of CloudFormation. */
export interface CloudFormationFile extends TemplateText {
  readonly file: string
}

/** The template with what its loops over resources repeat. */
export function templateOf(
  { file, root, positions, isJson }: CloudFormationFile,
  options: TemplateOptions,
): Template {
  const resources = isObject(root.Resources) ? root.Resources : {}
  const template = { file, root, positions, isJson, resources }
  const resolveCollection = (collection: Json) => {
    let isOpen = false
    // The resources must be known before a reading begins.
    const choose: Choose = (_question, options) => {
      isOpen ||= options.length > 1
      return options[0]
    }
    const place = deploymentPlace(options, (_question, [first]) => first)
    const list = resolve(collection, {
      ...{ template, options, choose, place, links: NO_LINKS, open: [] },
    })
    return isOpen ? undefined : list
  }
  const expanded = expandLoops(resources, resolveCollection, positions)
  return { ...template, resources: withRolesOfSam(expanded, positions) }
}

/** The resources with the roles that SAM adds to functions without one. */
function withRolesOfSam(resources: JsonObject, positions: Positions): JsonObject {
  const all: Record<string, Json> = {}
  for (const [id, resource] of Object.entries(resources)) {
    if (SAM_WITH_ROLE.includes(textOf(fieldOf(resource, 'Type')) ?? ''))
      all[`${id}Role`] ??= { Type: 'AWS::IAM::Role' }
    all[id] = resource
    positions.copy(resources, id, all, id)
  }
  return all
}

const SAM_WITH_ROLE = ['AWS::Serverless::Function', 'AWS::Serverless::StateMachine']

export function languageOf({ resources, isJson }: Template): TemplateLanguage {
  if (Object.values(resources).some(isByCdk)) return 'cdk'
  return isJson ? 'cloudformation-json' : 'cloudformation-yaml'
}

const isByCdk = (resource: Json): boolean =>
  fieldOf(resource, 'Type') === 'AWS::CDK::Metadata' ||
  fieldOf(fieldOf(resource, 'Metadata'), 'aws:cdk:path') !== undefined
