import {
  GRACE_DAYS_MEANING,
  MODE_MEANING,
  PARAM_MEANINGS,
  SWEEP_MEANINGS,
  VARIABLE_MEANINGS,
} from '../config/documentation.ts'
import { asObject, type Yaml, type YamlObject } from '../local-aws/stack/tree.ts'
import { allowedValues } from './allowed-values.ts'
import type { PackagedTemplate } from './packaged-template.ts'

interface Params {
  /** The params of serverless.yml that have a default. */
  readonly defaults: YamlObject
  /** The variable of the functions that a param sets. */
  readonly variableOf: ReadonlyMap<string, string>
  readonly service: PackagedTemplate
}

/** The params of serverless.yml as parameters of a template, with the values that each may have. */
export function parametersOf({ defaults, variableOf, service }: Params): YamlObject {
  const parameter = (name: string, value: Yaml): YamlObject => {
    const Default = typeof value === 'number' ? value : String(value)
    const variable = variableOf.get(name) ?? ''
    return {
      Description: descriptionOf(name, variable),
      ...(service.Parameters[name]
        ? asObject(service.Parameters[name])
        : (OF_THE_FRAMEWORK[name] ?? allowedValues(variable, Default))),
      Default,
    }
  }
  const own = Object.entries(defaults).filter(([name]) => !ELSEWHERE.test(name))
  return {
    mode: {
      Type: 'String',
      Description: descriptionOf('mode', 'MODE'),
      ...allowedValues('MODE', 'report'),
    },
    stage: STAGE,
    ...Object.fromEntries(own.map(([name, value]) => [name, parameter(name, value)] as const)),
  }
}

/** Params of a hub, of the Framework itself, and for what a stack has options of its own. */
const ELSEWHERE =
  /^(hub|organizationId|members|memberRole|exemptAccounts|ownerTag|deploymentBucket|configValidation|tags)$/

const STAGE: YamlObject = {
  Type: 'String',
  Description: 'A part of each name, which tells several Coopers of one account apart',
  Default: 'prod',
  // As long as the name of a bucket allows in the region with the longest name.
  AllowedPattern: '[a-z0-9]([a-z0-9-]{0,15}[a-z0-9])?',
  ConstraintDescription: 'must be 1 to 17 lower-case letters, digits and inner hyphens',
}

/** What the Framework puts into the template itself. */
const OF_THE_FRAMEWORK: Readonly<Record<string, YamlObject>> = {
  memorySize: { Type: 'Number', MinValue: 128, MaxValue: 10_240 },
  timeout: { Type: 'Number', MinValue: 10, MaxValue: 900 },
  logRetentionInDays: { Type: 'Number' },
  reservedConcurrency: { Type: 'String', AllowedPattern: 'off|\\d{1,5}' },
  sweepSchedule: { Type: 'String', AllowedPattern: 'off|(cron|rate)\\(.+\\)' },
  namePrefix: {
    Type: 'String',
    AllowedPattern: '([a-z][a-z0-9-]{0,15})?',
    ConstraintDescription:
      'must be lower-case letters, digits and hyphens, at most 17 with the stage',
  },
}

function descriptionOf(name: string, variable: string): string {
  const meanings: Readonly<Record<string, string>> = { ...VARIABLE_MEANINGS, ...SWEEP_MEANINGS }
  const family = variable.startsWith('MODE_')
    ? MODE_MEANING
    : variable.startsWith('GRACE_DAYS_')
      ? GRACE_DAYS_MEANING
      : undefined
  const text = PARAM_MEANINGS[name] ?? family ?? meanings[variable]
  if (text === undefined) throw new Error(`Cannot describe the parameter "${name}"`)
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '')
}
