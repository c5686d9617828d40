import { posix } from 'node:path'
import type { Json } from '../core/policy/document.ts'
import { isObject } from '../core/policy/parsing/read-json.ts'
import { nestedPath } from './cloudformation/links.ts'
import { templateError } from './template-error.ts'

/** Reads a file by its path. `undefined`: there is none. */
type ReadText = (path: string) => string | undefined

const MOST_TEMPLATES = 2000

/**
 * The paths of the templates in a folder that CDK wrote (`cdk.out`): those of its stacks, its stages, and nested stacks.
 * Throws an error with the code `InvalidTemplate` where the folder has no manifest.
 */
export function templatesOfAssembly(folder: string, readText: ReadText): readonly string[] {
  const found = new Set<string>()
  const visitAssembly = (path: string): void => {
    for (const artifact of artifactsIn(posix.join(path, 'manifest.json'), readText)) {
      const { templateFile, directoryName, file } = propertiesOf(artifact)
      const { type } = artifact
      if (type === 'aws:cloudformation:stack' && templateFile !== undefined)
        visitTemplate(within(path, templateFile))
      // The templates of nested stacks are assets.
      if (type === 'cdk:asset-manifest' && file !== undefined)
        for (const asset of assetsIn(jsonAt(within(path, file), readText)))
          if (asset.endsWith('.template.json')) visitTemplate(within(path, asset))
      if (type === 'cdk:cloud-assembly' && directoryName !== undefined)
        visitAssembly(within(path, directoryName))
    }
  }
  const visitTemplate = (path: string): void => {
    if (found.has(path)) return
    found.add(path)
    if (found.size > MOST_TEMPLATES) throw templateError('the folder has too many templates')
    const template = jsonAt(path, readText)
    const resources = isObject(template) && isObject(template.Resources) ? template.Resources : {}
    for (const resource of Object.values(resources)) {
      const nested = nestedPath(resource)
      if (nested?.endsWith('.json')) visitTemplate(within(posix.dirname(path), nested))
    }
  }
  visitAssembly(folder)
  return [...found]
}

type Artifact = { readonly [field: string]: Json }

function artifactsIn(path: string, readText: ReadText): readonly Artifact[] {
  const manifest = jsonAt(path, readText)
  if (!isObject(manifest) || !isObject(manifest.artifacts))
    throw templateError(`${path} is no manifest of CDK`)
  return Object.values(manifest.artifacts).filter(isObject)
}

function propertiesOf({ properties }: Artifact) {
  const text = (name: string) => {
    const value = isObject(properties) ? properties[name] : undefined
    return typeof value === 'string' ? value : undefined
  }
  return {
    templateFile: text('templateFile'),
    directoryName: text('directoryName'),
    file: text('file'),
  }
}

/** The paths of the assets in a manifest of assets. */
const assetsIn = (manifest: Json | undefined): readonly string[] =>
  Object.values(objectIn(manifest, 'files')).flatMap((asset) => {
    const { path } = objectIn(asset, 'source')
    return typeof path === 'string' ? [path] : []
  })

function objectIn(value: Json | undefined, name: string): Artifact {
  const field = isObject(value) ? value[name] : undefined
  return isObject(field) ? field : {}
}

/** A path in a folder, and never outside it. */
function within(folder: string, path: string): string {
  const joined = posix.join(folder, path)
  const inside = posix.relative(folder, joined)
  if (posix.isAbsolute(path) || inside === '' || inside.startsWith('..'))
    throw templateError('the manifest of CDK names a file outside its folder')
  return joined
}

function jsonAt(path: string, readText: ReadText): Json | undefined {
  const text = readText(path)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw templateError(`${path} is not JSON`, cause)
  }
}
