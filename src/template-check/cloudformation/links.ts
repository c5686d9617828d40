import { posix } from 'node:path'
import type { Json } from '../../core/policy/document.ts'
import { isObject } from '../../core/policy/parsing/read-json.ts'
import { textOf } from './functions/function.ts'
import { resolve } from './resolve.ts'
import { fieldOf, type Links, once, type Scope, sectionOf, type Template } from './template.ts'

interface Parent {
  readonly template: Template
  /** The nested stack in the parent. */
  readonly stack: Json
}

/** What templates of one check take from each other: exports, and what a stack gives its nested stacks. */
export function linkTemplates(templates: readonly Template[]): Links {
  const byFile = new Map(templates.map((template) => [template.file, template]))
  const children = new Map<Json, Template>()
  const parents = new Map<Template, readonly Parent[]>()
  for (const template of templates) {
    for (const stack of Object.values(template.resources)) {
      const child = byFile.get(fileOfNested(template, stack) ?? '')
      if (!child) continue
      children.set(stack, child)
      parents.set(child, [...(parents.get(child) ?? []), { template, stack }])
    }
  }
  const exported = templates.flatMap((template) =>
    Object.values(sectionOf(template, 'Outputs')).flatMap((output) => {
      const name = fieldOf(fieldOf(output, 'Export'), 'Name')
      return name === undefined ? [] : [{ template, output, name }]
    }),
  )
  return {
    importValue(name, from) {
      for (const { template, output, name: given } of exported) {
        const there = { ...from, template }
        const own = once(there, `name of export ${JSON.stringify(given)}`, (inner) =>
          resolve(given, inner),
        )
        if (own === name) return once(there, `export ${name}`, (inner) => valueIn(output, inner))
      }
      return undefined
    },
    parameter(name, from) {
      const [parent, ...others] = parents.get(from.template) ?? []
      if (!parent || others.length > 0) return undefined
      const given = fieldOf(fieldOf(fieldOf(parent.stack, 'Properties'), 'Parameters'), name)
      const what = `parameter ${from.template.file} ${name}`
      return given === undefined
        ? undefined
        : once({ ...from, template: parent.template }, what, (inner) => resolve(given, inner))
    },
    output(stack, name, from) {
      const child = children.get(stack)
      const output = child && fieldOf(sectionOf(child, 'Outputs'), name)
      return child && output !== undefined
        ? once({ ...from, template: child }, `output ${name}`, (inner) => valueIn(output, inner))
        : undefined
    },
  }
}

function valueIn(output: Json, scope: Scope): Json | undefined {
  const value = fieldOf(output, 'Value')
  return value === undefined ? undefined : resolve(value, scope)
}

const STACKS = ['AWS::CloudFormation::Stack', 'AWS::Serverless::Application']

/** The file of a nested stack, by its path from the parent. CDK tells the path in the metadata. */
export function nestedPath(resource: Json): string | undefined {
  if (!isObject(resource) || !STACKS.includes(textOf(resource.Type) ?? '')) return undefined
  const asset = textOf(fieldOf(resource.Metadata, 'aws:asset:path'))
  const { Properties: properties } = resource
  const path = asset ?? fieldOf(properties, 'TemplateURL') ?? fieldOf(properties, 'Location')
  return typeof path === 'string' && !path.includes('://') ? path : undefined
}

function fileOfNested({ file }: Template, resource: Json): string | undefined {
  const path = nestedPath(resource)
  return path === undefined ? undefined : posix.join(posix.dirname(file), path)
}
