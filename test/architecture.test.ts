import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const SRC = join(ROOT, 'src')

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .toSorted()

const textOf = (file: string) => readFileSync(join(SRC, file), 'utf8')

const importsOf = (file: string): readonly string[] =>
  [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, target]) =>
    target?.startsWith('.') ? relative(SRC, join(SRC, dirname(file), target)) : `${target}`,
  )

const layerOf = (file: string) => (file.includes('/') ? `${file.split('/')[0]}` : 'story')

/** Who may import whom. The story is `remediate-bucket.ts` with what stands beside it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  story: ['story', 'core'],
  aws: ['aws', 'story', 'core'],
  'local-aws': ['local-aws', 'core'],
  demo: ['demo', 'local-aws', 'core'],
  handlers: ['handlers', 'aws', 'story', 'core'],
  report: ['report', 'core'],
  cli: ['cli', 'report', 'local-aws', 'aws', 'story', 'core'],
}

describe('boundaries', () => {
  test.each(files)('%s imports only downwards', (file) => {
    const targets = importsOf(file).filter((target) => target.endsWith('.ts'))
    const allowed = MAY_IMPORT[layerOf(file)]
    expect(allowed).toBeDefined()
    expect(targets.filter((target) => !allowed?.includes(layerOf(target)))).toEqual([])
  })

  test.each(files.filter((file) => layerOf(file) === 'core'))('%s is pure', (file) => {
    expect(importsOf(file).filter((target) => !target.startsWith('core/'))).toEqual([])
    expect(textOf(file)).not.toMatch(
      /\bprocess\b\.|Date\.now|new Date\(\)|Math\.random|setTimeout|console\./,
    )
  })

  test('nothing imports itself by a detour', () => {
    const graph = new Map(files.map((file) => [file, importsOf(file)]))
    const done = new Set<string>()
    const visit = (file: string, path: readonly string[]): void => {
      expect(path, 'an import cycle').not.toContain(file)
      if (done.has(file)) return
      for (const target of graph.get(file) ?? []) visit(target, [...path, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
  })
})

describe('the profile of style', () => {
  test.each(files)('%s is of a size to take in', (file) => {
    expect(textOf(file).split('\n').length).toBeLessThanOrEqual(161)
  })

  test.each(files)('%s has no any, no class and no loose end', (file) => {
    expect(textOf(file)).not.toMatch(/(:|<|as )\s*any\b/)
    expect(textOf(file)).not.toMatch(/^(export )?(abstract )?class /m)
    expect(textOf(file)).not.toMatch(/\b(TODO|FIXME|XXX|HACK)\b/)
  })

  test.each(files)('%s is named like a sentence in lower case', (file) => {
    expect(file).toMatch(/^[a-z0-9/-]+\.ts$/)
    expect(file).not.toMatch(/(^|\/)(index|utils?|helpers?)\.ts$/)
  })
})
