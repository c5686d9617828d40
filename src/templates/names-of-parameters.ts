import { isTree, type Yaml, type YamlObject } from '../local-aws/stack/tree.ts'

/** What the service is packaged with, so that each name in the template shows where it comes from. */
export const NAMES = { stage: 'zzstage', namePrefix: 'zzprefix-', region: 'mx-central-1' } as const

const placeholder = (name: string) => `\${${name}}`

// The Framework begins the logical ids of rules with the name of the stack.
const LOGICAL_ID = 'Zzprefixcooperzzstage'

const PLACEHOLDERS: readonly (readonly [name: string, filledIn: string])[] = [
  [NAMES.stage, placeholder('stage')],
  [NAMES.namePrefix, placeholder('namePrefix')],
  [NAMES.region, placeholder('AWS::Region')],
]

/** Each text with one of these names becomes one that CloudFormation fills in. Logical ids lose the name of the stage. */
export function withNamesOfParameters(part: YamlObject): YamlObject {
  const text = JSON.stringify(part).replaceAll(LOGICAL_ID, 'Cooper')
  return replaceIn(JSON.parse(text)) as YamlObject
}

function replaceIn(part: Yaml): Yaml {
  if (typeof part === 'string') return filled(part)
  if (Array.isArray(part)) return part.map(replaceIn)
  if (!isTree(part)) return part
  const { 'Fn::Sub': sub } = part
  if (typeof sub === 'string') return { 'Fn::Sub': withPlaceholders(sub) }
  if (Array.isArray(sub)) {
    const [template, ...named] = sub
    return { 'Fn::Sub': [withPlaceholders(String(template)), ...named.map(replaceIn)] }
  }
  return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, replaceIn(one)]))
}

const isNamed = (text: string) => PLACEHOLDERS.some(([name]) => text.includes(name))

const filled = (text: string): Yaml =>
  isNamed(text) ? { 'Fn::Sub': withPlaceholders(text) } : text

const withPlaceholders = (text: string): string =>
  PLACEHOLDERS.reduce((withThese, [name, filledIn]) => withThese.replaceAll(name, filledIn), text)
