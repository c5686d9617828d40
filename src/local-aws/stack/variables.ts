import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { at, mapTree, type Yaml, type YamlObject } from './tree.ts'

export interface StackSettings {
  readonly region: string
  readonly stage: string
  /** As `--param name=value`. */
  readonly params: Readonly<Record<string, string>>
  /** Of serverless.yml. */
  readonly folder: string
}

type Lookup = (address: string, file: string) => Yaml | undefined

// The innermost `${source:address, fallback}`; `${AWS::Region}` and `${Name}` are CloudFormation's, not the Framework's.
const FRAMEWORK_VARIABLE = /\$\{((?:param|sls|aws|self|opt|env|file\([^()]*\)):[^${}]*)\}/

/** Replaces the Framework's variables in any part of the document. */
export function createResolver(
  document: YamlObject,
  settings: StackSettings,
): (value: Yaml) => Yaml {
  const sources = sourcesOf(document, settings)
  let depth = 0
  const resolve = (value: Yaml): Yaml =>
    mapTree(value, (leaf) => (typeof leaf === 'string' ? resolveText(leaf) : leaf))
  const resolveText = (text: string): Yaml => {
    const match = FRAMEWORK_VARIABLE.exec(text)
    if (match === null) return text
    if (depth > 50) throw new Error(`Cannot resolve "${text}" of serverless.yml: it goes round`)
    const [variable, choices = ''] = match
    depth += 1
    const found = resolve(firstOf(choices, sources))
    depth -= 1
    // A variable that is the whole text keeps its type.
    return variable === text ? found : resolveText(text.replace(variable, () => String(found)))
  }
  return resolve
}

function sourcesOf(
  document: YamlObject,
  { stage, region, params, folder }: StackSettings,
): Readonly<Record<string, Lookup>> {
  return {
    param: (name) =>
      params[name] ??
      at(document, ['params', stage, name]) ??
      at(document, ['params', 'default', name]),
    sls: (name) => ({ stage })[name],
    aws: (name) => ({ region })[name],
    opt: (name) => ({ stage, region })[name],
    env: (name) => process.env[name],
    self: (address) => at(document, address.split('.')),
    file: (address, file) =>
      at(JSON.parse(readFileSync(join(folder, file), 'utf8')), address.split('.')),
  }
}

function firstOf(choices: string, sources: Readonly<Record<string, Lookup>>): Yaml {
  for (const choice of choices.split(/,\s*/)) {
    const literal = /^'(.*)'$|^"(.*)"$/.exec(choice)
    if (literal !== null) return literal[1] ?? literal[2] ?? ''
    if (choice === 'true' || choice === 'false') return choice === 'true'
    const [, source = '', file = '', address = ''] = /^(\w+)(?:\((.*)\))?:(.*)$/.exec(choice) ?? []
    const found = sources[source]?.(address, file)
    if (found !== undefined) return found
  }
  throw new Error(`Cannot resolve "\${${choices}}" of serverless.yml`)
}
