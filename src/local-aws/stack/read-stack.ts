import { readFileSync } from 'node:fs'
import { dirname, resolve as resolvePath } from 'node:path'
import { partitionOfCloud } from '../cloud.ts'
import type { LocalBus } from '../events/local-bus.ts'
import type { FunctionDefinition, Schedule } from '../lambda/definition.ts'
import type { StackBucket } from '../options.ts'
import { createTemplate, type Template } from './intrinsics.ts'
import { readQueues } from './read-queues.ts'
import { readRole } from './read-role.ts'
import { byBus, patternsTo, readStackBuses } from './read-rules.ts'
import type { StackPlace } from './references.ts'
import { asObject, at, stackList, type Yaml, type YamlObject } from './tree.ts'
import { createResolver, type StackSettings } from './variables.ts'
import { parseServerlessYaml } from './yaml-tags.ts'

export interface StackOptions extends Partial<StackSettings> {
  readonly account?: string
}

/** A bucket policy of a stack. */
export interface StackPolicy {
  readonly bucket: string
  readonly document: object
}

/** The resources of a deployed serverless.yml, as far as the embedded AWS has them. */
export interface Stack {
  readonly account: string
  readonly region: string
  readonly functions: readonly FunctionDefinition[]
  /** ARNs. */
  readonly topics: readonly string[]
  readonly buses: readonly LocalBus[]
  readonly stackBuckets: readonly StackBucket[]
  readonly stackPolicies: readonly StackPolicy[]
}

/** Reads serverless.yml with its variables, parameters and references. Throws where it cannot resolve one. */
export function readStack(file: string, options: StackOptions = {}): Stack {
  const { account = '123456789012', region = 'us-east-1', stage = 'dev' } = options
  const document = parseServerlessYaml(readFileSync(file, 'utf8'))
  // The only param without a default.
  const params = { mode: 'remediate', ...options.params }
  const resolve = createResolver(document, { region, stage, params, folder: dirname(file) })
  const service = String(resolve(at(document, ['service']) ?? ''))
  const place: StackPlace = { account, region, partition: partitionOfCloud(region) }
  const own = asObject(resolve(at(document, ['resources']) ?? {}))
  const template = createTemplate(own, place)
  const functions = Object.entries(objectAt(document, ['functions'])).map(([key, value]) => {
    const source = { document, template, resolve, key, value: asObject(value) }
    const name = String(resolve(source.value.name ?? `${service}-${stage}-${key}`))
    return readFunction(source, name, dirname(resolvePath(file)))
  })
  return {
    ...{ account, region, functions, topics: template.arnsOf('AWS::SNS::Topic') },
    buses: readStackBuses(template, place),
    stackBuckets: template.propertiesOf('AWS::S3::Bucket').map(readBucket),
    stackPolicies: template
      .propertiesOf('AWS::S3::BucketPolicy')
      .map(({ Bucket, PolicyDocument }) => ({
        bucket: String(Bucket),
        document: asObject(PolicyDocument),
      })),
  }
}

const readBucket = ({ BucketName, Tags }: YamlObject): StackBucket => ({
  name: String(BucketName),
  tags: Object.fromEntries(
    stackList(Tags).map((tag) => [String(at(tag, ['Key'])), String(at(tag, ['Value']))]),
  ),
})

interface Source {
  readonly document: YamlObject
  readonly template: Template
  readonly resolve: (value: Yaml) => Yaml
  readonly key: string
  readonly value: YamlObject
}

function readFunction(source: Source, name: string, folder: string): FunctionDefinition {
  const { resolve, template, value } = source
  const [module = '', handler = ''] = String(resolve(value.handler ?? '')).split(/\.(?=[^.]+$)/)
  const number = (field: string, otherwise: number) => Number(resolve(value[field] ?? otherwise))
  return {
    name,
    handler,
    file: resolvePath(folder, `${module}.cjs`),
    ...readPatterns(source),
    schedules: readSchedules(source),
    queues: readQueues(template, logicalIdOf(source)),
    environment: readEnvironment(source),
    role: roleOf(source, name),
    timeoutMs: number('timeout', 6) * 1000,
    memoryMb: number('memorySize', 1024),
    retries: number('maximumRetryAttempts', 2),
  }
}

/** The patterns of the function's own events, and of rules of the template. */
function readPatterns(source: Source) {
  const { value, resolve, template } = source
  const own = stackList(value.events).flatMap((event) => {
    const pattern = at(event, ['eventBridge', 'pattern'])
    const bus = template.evaluate(resolve(at(event, ['eventBridge', 'eventBus']) ?? 'default'))
    const name = String(bus).split('/').at(-1) ?? ''
    return pattern === undefined
      ? []
      : [{ bus: name, pattern: template.evaluate(resolve(pattern)) }]
  })
  const { patterns, busPatterns } = patternsTo(template, logicalIdOf(source))
  return byBus([
    ...own,
    ...patterns.map((pattern) => ({ bus: 'default', pattern })),
    ...busPatterns,
  ])
}

function readSchedules({ value, resolve, template }: Source): readonly Schedule[] {
  return stackList(value.events).flatMap((event) => {
    const rule = template.evaluate(resolve(at(event, ['eventBridge']) ?? {}))
    const { schedule, name = '', enabled = true, input } = asObject(rule)
    if (schedule === undefined) return []
    const isEnabled = enabled === true
    return [{ name: String(name), expression: String(schedule), isEnabled, input }]
  })
}

// `extensions` contains properties of functions that the Framework does not know. It overrides them in the template.
function readEnvironment(source: Source) {
  const { document, value, resolve, template } = source
  const logicalId = logicalIdOf(source)
  const extension = ['resources', 'extensions', logicalId, 'Properties', 'Environment', 'Variables']
  const variables = {
    ...objectAt(document, ['provider', 'environment']),
    ...asObject(value.environment),
    ...objectAt(document, extension),
  }
  const evaluated = Object.entries(variables).flatMap(([name, text]) => {
    const found = template.evaluate(resolve(text))
    // AWS::NoValue leaves out the variable.
    return found === null || found === undefined ? [] : [[name, String(found)] as const]
  })
  return Object.fromEntries(evaluated)
}

/** The Framework's own logical id of a function. */
const logicalIdOf = ({ key }: Source) =>
  `${key.charAt(0).toUpperCase()}${key.slice(1)}LambdaFunction`

const roleOf = ({ value, resolve, template }: Source, functionName: string) =>
  readRole(resolve(value.role ?? ''), template) ?? { name: `${functionName}-role` }

function objectAt(value: Yaml, path: readonly string[]): YamlObject {
  return asObject(at(value, path))
}
