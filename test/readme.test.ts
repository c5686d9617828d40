import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { VARIABLES } from '../src/config/config.ts'
import { SWEEP_VARIABLES } from '../src/config/sweep-config.ts'
import { GENERATED, withTables } from './support/generated-tables.ts'
import { PARAMS } from './support/settings-table.ts'

const README = readFileSync('README.md', 'utf8')
const CONFIGURATION = readFileSync('docs/configuration.md', 'utf8')
const DECISIONS = readFileSync('docs/decisions.md', 'utf8')
const PACKAGE = JSON.parse(readFileSync('package.json', 'utf8'))

/** The packages in the bundles of the functions and the command, which contain neither the embedded AWS nor the demo. */
function bundled(): readonly string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !/^(local-aws|demo)\//.test(name))
    .map((name) => readFileSync(`src/${name}`, 'utf8'))
  const imports = files.flatMap((text) => [
    ...text.matchAll(/^import (?!type )[^']*'(?!node:)((?:@[^/']+\/)?[^./#'][^/']*)/gm),
  ])
  const names = imports.map(([, name]) => `${name}`)
  return [...new Set(names)].toSorted()
}

describe('the README', () => {
  test('has at most 900 words', () => {
    expect(README.split(/\s+/).filter((word) => word !== '').length).toBeLessThanOrEqual(900)
  })

  test.each(['demo', 'test', 'local', 'build'])('names the script %s', (name) => {
    expect(README).toMatch(new RegExp(`npm (run )?${name}\\b`))
  })

  test('links to every page of the documentation', () => {
    const pages = readdirSync('docs').filter((name) => name.endsWith('.md'))
    expect(pages.filter((name) => !README.includes(`(docs/${name})`))).toEqual([])
  })
})

describe('generated tables are what `npm run docs` writes', () => {
  test.each(Object.entries(GENERATED))('%s', (file, tables) => {
    const text = readFileSync(file, 'utf8')
    expect(withTables(text, tables)).toBe(text)
  })
})

describe('the table of settings has', () => {
  test('each param of serverless.yml', () => {
    const isMissing = (param: string) => !CONFIGURATION.includes(`\n| \`${param}\` |`)
    expect(Object.keys(PARAMS).filter(isMissing)).toEqual([])
  })

  test('each variable of the functions', () => {
    const isMissing = (variable: string) => !CONFIGURATION.includes(`| \`${variable}\` |`)
    expect([...VARIABLES, ...SWEEP_VARIABLES].filter(isMissing)).toEqual([])
  })
})

test('the table of dependencies has each package in a bundle', () => {
  expect(bundled().filter((name) => !DECISIONS.includes(`\`${name}\``))).toEqual([])
})

test('the command needs no package at run time: all are bundled', () => {
  expect(bundled()).toContain('commander')
  expect(bundled().filter((name) => !(name in PACKAGE.devDependencies))).toEqual([])
  expect(PACKAGE.dependencies).toBeUndefined()
})

test('versions are pinned, because npm silently picks older ones that fit the engine', () => {
  const versions = Object.values(PACKAGE.devDependencies)
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([])
})
