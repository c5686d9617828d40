import {
  asObject,
  mapTree,
  stackList,
  type Yaml,
  type YamlObject,
} from '../local-aws/stack/tree.ts'
import { inlineCode, OPTIONAL } from './inline-code.ts'
import { withNamesOfParameters } from './names-of-parameters.ts'
import type { PackagedTemplate, TemplateResource } from './packaged-template.ts'
import { RULES } from './parameter-rules.ts'

interface Ingredients {
  /** Packaged with the names of `NAMES`. */
  readonly service: PackagedTemplate
  readonly parameters: YamlObject
  /** The param of each variable of the functions. */
  readonly paramOf: ReadonlyMap<string, string>
  /** The built file of each function, by its handler, and of what all load if a setting asks for it, by its name. */
  readonly codeOf: (handler: string) => string
}

/**
 * The service as one template, with its params as parameters and its code inline: for StackSets and the console. It has
 * no hub, whose functions are others.
 */
export function standaloneTemplate(ingredients: Ingredients): YamlObject {
  const { service, parameters } = ingredients
  const { Resources, Outputs, Conditions, Mappings, Description } = withoutHub(service)
  const resources = Object.entries(Resources)
    .filter(([id]) => !id.startsWith('ServerlessDeployment'))
    .map(([id, resource]) => [id, withParameters(id, resource, ingredients)] as const)
  const { ServerlessDeploymentBucketName: _, ...outputs } = Outputs
  const named = withNamesOfParameters({
    Resources: Object.fromEntries(resources),
    Outputs: outputs,
  })
  return {
    ...{ AWSTemplateFormatVersion: '2010-09-09', Description, Parameters: parameters },
    ...{ Rules: RULES, Mappings, Conditions: { ...Conditions, ...CONDITIONS } },
    ...asObject(named),
  }
}

const CONDITIONS: YamlObject = {
  HasReservedConcurrency: {
    'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'reservedConcurrency' }, 'off'] }],
  },
  IsSweepOff: { 'Fn::Equals': [{ Ref: 'sweepSchedule' }, 'off'] },
}

const NO_VALUE: YamlObject = { Ref: 'AWS::NoValue' }

function withParameters(id: string, resource: TemplateResource, from: Ingredients) {
  const { Type } = resource
  const properties = asObject(resource.Properties ?? {})
  const changed = (more: YamlObject) => ({ ...resource, Properties: { ...properties, ...more } })
  if (Type === 'AWS::Lambda::Function') return changed(functionProperties(id, properties, from))
  if (Type === 'AWS::Logs::LogGroup') {
    return changed({ RetentionInDays: { Ref: 'logRetentionInDays' } })
  }
  // The schedule of the digest is fixed.
  const isSweep = String(properties.ScheduleExpression ?? '').startsWith('cron')
  return isSweep
    ? changed({
        ScheduleExpression: { 'Fn::If': ['IsSweepOff', 'rate(1 day)', { Ref: 'sweepSchedule' }] },
        State: { 'Fn::If': ['IsSweepOff', 'DISABLED', 'ENABLED'] },
      })
    : resource
}

function functionProperties(
  id: string,
  { Environment = {}, Handler }: YamlObject,
  { paramOf, codeOf }: Ingredients,
): YamlObject {
  const variables = Object.entries(asObject(asObject(Environment).Variables)).map(
    ([name, value]) => {
      const param = paramOf.get(name)
      return [name, param === undefined ? value : { Ref: param }] as const
    },
  )
  return {
    Code: { ZipFile: inlineCode(codeOf(String(Handler)), codeOf(`dist/${OPTIONAL}`)) },
    // CloudFormation writes the code into a file of this name.
    Handler: 'index.handler',
    Environment: { Variables: Object.fromEntries(variables) },
    ...(id.startsWith('BucketChanged') && {
      Timeout: { Ref: 'timeout' },
      ReservedConcurrentExecutions: {
        'Fn::If': ['HasReservedConcurrency', { Ref: 'reservedConcurrency' }, NO_VALUE],
      },
    }),
    // The memory of the review of logs is fixed.
    ...(!id.startsWith('ReviewLogs') && { MemorySize: { Ref: 'memorySize' } }),
  }
}

/** What only a hub has is left out, and each choice by it is made. */
function withoutHub(service: PackagedTemplate): PackagedTemplate {
  const kept = (parts: YamlObject) =>
    Object.fromEntries(
      Object.entries(parts).filter(([, part]) => asObject(part).Condition !== 'IsHub'),
    )
  const { IsHub: _, ...Conditions } = service.Conditions
  const parts = { ...service, Conditions, Resources: kept(service.Resources) }
  const whole: YamlObject = { ...parts, Outputs: kept(service.Outputs) }
  return mapTree(whole, withoutChoice) as unknown as PackagedTemplate
}

function withoutChoice(part: Yaml): Yaml {
  const [condition, , otherwise = null] = stackList(asObject(part)['Fn::If'])
  return condition === 'IsHub' ? otherwise : part
}
