import { Environment } from '../config/environment.ts'
import type { YamlObject } from '../local-aws/stack/tree.ts'

interface Schema {
  readonly type: string
  readonly wrapped?: Schema
  readonly options?: readonly string[]
  readonly pipe?: readonly Schema[]
  readonly requirement?: unknown
}

const SCHEMAS: Readonly<Record<string, Schema>> = Environment.entries

/** The type of a parameter, and the values that the variable of the functions may have. Nothing where it has no such limit. */
export function allowedValues(variable: string, otherwise: string | number): YamlObject {
  const schema = SCHEMAS[variable]
  const { options, pipe = [] } = schema?.wrapped ?? schema ?? { type: 'none' }
  if (options) {
    return { Type: 'String', AllowedValues: otherwise === '' ? ['', ...options] : [...options] }
  }
  const bound = (type: string) => pipe.find((one) => one.type === type)?.requirement
  const [least, most] = [bound('min_value'), bound('max_value')]
  if (typeof least !== 'number' || typeof most !== 'number') return { Type: 'String' }
  // A number of CloudFormation cannot be empty.
  return otherwise === ''
    ? { Type: 'String', AllowedPattern: '\\d{0,3}' }
    : { Type: 'Number', MinValue: least, MaxValue: most }
}
