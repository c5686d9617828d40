import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const SRC = resolve(import.meta.dirname, '../src')

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts'))
  .toSorted()

const texts = new Map(files.map((file) => [file, readFileSync(join(SRC, file), 'utf8')]))

const textOf = (file: string) => texts.get(file) ?? ''

const imports = new Map(files.map((file) => [file, readImports(file)]))

function readImports(file: string): readonly string[] {
  const targets = textOf(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)
  return [...targets].map(([, target = '']) =>
    target.startsWith('.')
      ? relative(SRC, join(SRC, dirname(file), target)).replaceAll('\\', '/')
      : target,
  )
}

const importsOf = (file: string) => imports.get(file) ?? []

/** Imports between files of the project, as `importer → imported`. */
const pairs = files.flatMap((from) =>
  importsOf(from)
    .filter((to) => to.endsWith('.ts'))
    .map((to) => ({ from, to })),
)

const offending = (isWrong: (from: string, to: string) => boolean) =>
  pairs.filter(({ from, to }) => isWrong(from, to)).map(({ from, to }) => `${from} → ${to}`)

const folderOf = (file: string) => file.split('/')[0] ?? ''

const isIn = (folder: string) => (file: string) => file.startsWith(`${folder}/`)

/** Which folders the files of a folder may import, besides their own. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  config: ['core'],
  aws: ['core'],
  check: ['core'],
  'template-check': ['core'],
  impact: ['aws', 'core'],
  objects: ['aws', 'check', 'core'],
  remediation: ['check', 'core'],
  review: ['core'],
  sweep: ['core'],
  report: ['core'],
  'local-aws': ['core'],
  demo: ['local-aws', 'core'],
  templates: ['local-aws', 'config', 'core'],
  handlers: ['remediation', 'sweep', 'review', 'impact', 'check', 'aws', 'config', 'core'],
  cli: [
    'remediation',
    'sweep',
    'check',
    'template-check',
    'impact',
    'objects',
    'report',
    'aws',
    'config',
    'core',
  ],
}

/** The files of core that `core/policy` may import: it is about IAM only, and independent of Cooper. */
const POLICY_MAY_IMPORT = ['core/glob.ts', 'core/printable.ts']

const EFFECTS = /\bprocess\b\.|Date\.now|new Date\(\)|Math\.random|setTimeout|console\./

describe('imports', () => {
  test('are found', () => {
    expect(files.length).toBeGreaterThan(200)
    expect(pairs.length).toBeGreaterThan(files.length)
  })

  test('are declared for every top folder', () => {
    expect([...new Set(files.map(folderOf))].toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted())
  })

  test('point downwards', () => {
    const isUp = (from: string, to: string) =>
      folderOf(from) !== folderOf(to) && !MAY_IMPORT[folderOf(from)]?.includes(folderOf(to))
    expect(offending(isUp)).toEqual([])
  })

  test('of core/policy lead to core/policy, glob and printable only', () => {
    const isOfPolicy = isIn('core/policy')
    const isForeign = (from: string, to: string) =>
      isOfPolicy(from) && !isOfPolicy(to) && !POLICY_MAY_IMPORT.includes(to)
    expect(offending(isForeign)).toEqual([])
  })

  test('of core lead to core only, and no package', () => {
    const isOutside = (to: string) => !isIn('core')(to)
    const outside = files.filter(isIn('core')).flatMap((from) =>
      importsOf(from)
        .filter(isOutside)
        .map((to) => `${from} → ${to}`),
    )
    expect(outside).toEqual([])
  })

  test('have no cycles', () => {
    expect(cyclesIn(files)).toEqual([])
  })
})

function cyclesIn(starts: readonly string[]): readonly string[] {
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      return
    }
    if (done.has(file)) return
    for (const target of importsOf(file)) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of starts) visit(file, [])
  return cycles
}

const MOST_IN_A_FOLDER = 20

/** Folders with one file per control, and one file per part of the decision. */
const MAY_BE_LARGER = ['core/policy/decision', 'core/controls']

describe('folders', () => {
  const looseIn = (folder: string) => files.filter((file) => dirname(file) === folder)

  test('src has at most one loose file', () => {
    expect(looseIn('.').length).toBeLessThanOrEqual(1)
  })

  test('core has at most 15 loose files', () => {
    expect(looseIn('core').length).toBeLessThanOrEqual(15)
  })

  test(`no other has more than ${MOST_IN_A_FOLDER}`, () => {
    const folders = [...new Set(files.map(dirname))].filter((one) => !MAY_BE_LARGER.includes(one))
    const large = folders.filter((folder) => looseIn(folder).length > MOST_IN_A_FOLDER)
    expect(large).toEqual([])
  })
})

describe('files', () => {
  test.each<[rule: string, isWrong: (text: string, file: string) => boolean]>([
    ['have at most 160 lines', (text) => text.split('\n').length > 161],
    ['have no `any`', (text) => /(:|<|as )\s*any\b/.test(text)],
    ['have no class', (text) => /^(export )?(abstract )?class /m.test(text)],
    ['have no TODO', (text) => /\b(TODO|FIXME|XXX|HACK)\b/.test(text)],
    ['of core are pure', (text, file) => isIn('core')(file) && EFFECTS.test(text)],
    ['are named in lower case with hyphens', (_, file) => !/^[a-z0-9/-]+\.ts$/.test(file)],
    ['are named after their content', (_, file) => /(^|\/)(index|utils?|helpers?)\.ts$/.test(file)],
  ])('%s', (_, isWrong) => {
    expect(files.filter((file) => isWrong(textOf(file), file))).toEqual([])
  })
})
