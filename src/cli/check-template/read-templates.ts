import { existsSync, readFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { errorText } from '../../core/cooper-error.ts'
import { visible } from '../../core/printable.ts'
import type { TemplateFile } from '../../template-check/declarations.ts'
import { templatesOfAssembly } from '../../template-check/templates-of-assembly.ts'
import { readBytes } from '../terminal/read-json-file.ts'

/** The template in each file, or all templates in a folder. What cannot be read is added to the problems. */
export async function readTemplates(
  paths: readonly string[],
  problems: string[],
): Promise<readonly (readonly TemplateFile[])[]> {
  const read: (readonly TemplateFile[])[] = []
  for (const path of paths) {
    try {
      read.push((await isFolder(path)) ? await templatesIn(path) : [await readTemplate(path)])
    } catch (error) {
      problems.push(visible(errorText(error), 1000))
    }
  }
  return read
}

const isFolder = async (path: string) =>
  path !== '-' && ((await stat(path).catch(() => undefined))?.isDirectory() ?? false)

async function readTemplate(file: string): Promise<TemplateFile> {
  const text = (await readBytes(file)).toString().replace(/^\uFEFF/, '')
  return { file, text }
}

/** The templates in a folder such as `cdk.out`, which also has manifests, assets, and perhaps stacks of an earlier run. */
async function templatesIn(folder: string): Promise<readonly TemplateFile[]> {
  if (existsSync(join(folder, 'manifest.json')))
    return Promise.all(templatesOfAssembly(folder, textAt).map(readTemplate))
  const names = await readdir(folder, { recursive: true })
  const candidates = names.filter((name) => IS_TEMPLATE.test(name))
  const files = await Promise.all(
    candidates.toSorted().map((name) => readTemplate(join(folder, name))),
  )
  const templates = files.filter(({ text }) => HAS_RESOURCES.test(text))
  if (templates.length > 0) return templates
  throw new Error(`Cannot find a template in the folder ${JSON.stringify(folder)}`)
}

const textAt = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, 'utf8') : undefined

const IS_TEMPLATE = /\.(json|ya?ml|template)$/i

const HAS_RESOURCES = /(^|[{,])\s*["']?Resources["']?\s*:/m
