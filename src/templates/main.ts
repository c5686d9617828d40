import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseServerlessYaml } from '../local-aws/stack/yaml-tags.ts'
import { memberTemplate } from './member-template.ts'
import type { PackagedTemplate } from './packaged-template.ts'

// Writes the templates that need no Framework into dist/, from what the Framework packages.

const ROOT = resolve(import.meta.dirname, '../..')
const service = packaged(['--param', 'mode=report'])
const member = parseServerlessYaml(readFileSync(join(import.meta.dirname, 'member.yml'), 'utf8'))
write('member.template.json', memberTemplate(member, service))

function packaged(options: readonly string[]): PackagedTemplate {
  const folder = mkdtempSync(join(tmpdir(), 'cooper-templates-'))
  const manifest = createRequire(import.meta.url).resolve('osls/package.json')
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
  const osls = join(dirname(manifest), bin.osls)
  execFileSync(process.execPath, [osls, 'package', '--package', folder, ...options], { cwd: ROOT })
  const text = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8')
  rmSync(folder, { recursive: true })
  return JSON.parse(text)
}

function write(name: string, template: object): void {
  writeFileSync(join(ROOT, 'dist', name), `${JSON.stringify(template, undefined, 1)}\n`)
  console.log(`dist/${name}`)
}
