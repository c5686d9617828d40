import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { errorText } from '../../core/cooper-error.ts'
import { visible } from '../../core/printable.ts'
import type { TemplateFile } from '../../template-check/declarations.ts'
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

/** The templates in a folder such as `cdk.out`, which also has manifests and assets. */
async function templatesIn(folder: string): Promise<readonly TemplateFile[]> {
  const names = await readdir(folder, { recursive: true })
  const candidates = names.filter((name) => IS_TEMPLATE.test(name) && !IS_ASSET.test(name))
  const files = await Promise.all(
    candidates.toSorted().map((name) => readTemplate(join(folder, name))),
  )
  const templates = files.filter(({ text }) => HAS_RESOURCES.test(text))
  if (templates.length > 0) return templates
  throw new Error(`Cannot find a template in the folder ${JSON.stringify(folder)}`)
}

const IS_TEMPLATE = /\.(json|ya?ml|template)$/i

// https://docs.aws.amazon.com/cdk/v2/guide/assets.html
const IS_ASSET = /(^|[\\/])asset\.[^\\/]*[\\/]|\.assets\.json$/

const HAS_RESOURCES = /^\s*["']?Resources["']?\s*:/m
