import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { asObject, at } from '../local-aws/stack/tree.ts'
import { parseServerlessYaml } from '../local-aws/stack/yaml-tags.ts'
import { memberTemplate } from './member-template.ts'
import { NAMES } from './names-of-parameters.ts'
import type { PackagedTemplate } from './packaged-template.ts'
import { parametersOf } from './parameters.ts'
import { standaloneTemplate } from './standalone-template.ts'

// Writes the templates that need no Framework into dist/, from what the Framework packages.

const ROOT = resolve(import.meta.dirname, '../..')
const read = (...path: readonly string[]) => readFileSync(join(ROOT, ...path), 'utf8')

const service = packaged()
const text = read('serverless.yml')
const settings = [...text.matchAll(/^ +([A-Z_]+): \$\{param:(\w+)\}$/gm)]
const defaults = asObject(at(parseServerlessYaml(text), ['params', 'default']))
const variableOf = new Map(settings.map(([, variable = '', param = '']) => [param, variable]))

write(
  'member.template.json',
  memberTemplate(parseServerlessYaml(read('src/templates/member.yml')), service),
)
write(
  'standalone.template.json',
  standaloneTemplate({
    service,
    parameters: parametersOf({ defaults, variableOf, service }),
    paramOf: new Map([...variableOf].map(([param, variable]) => [variable, param])),
    codeOf: (handler) => read(handler.replace(/\.handler$/, '.cjs')),
  }),
)

function packaged(): PackagedTemplate {
  const { stage, namePrefix, region } = NAMES
  const params = ['mode=report', `namePrefix=${namePrefix}`].flatMap((one) => ['--param', one])
  const options = ['--stage', stage, '--region', region, ...params]
  const folder = mkdtempSync(join(tmpdir(), 'cooper-templates-'))
  const manifest = createRequire(import.meta.url).resolve('osls/package.json')
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
  const osls = join(dirname(manifest), bin.osls)
  execFileSync(process.execPath, [osls, 'package', '--package', folder, ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const file = join(folder, 'cloudformation-template-update-stack.json')
  const template = JSON.parse(readFileSync(file, 'utf8'))
  rmSync(folder, { recursive: true })
  return template
}

function write(name: string, template: object): void {
  writeFileSync(join(ROOT, 'dist', name), `${JSON.stringify(template, undefined, 1)}\n`)
}
