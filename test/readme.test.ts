import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { VARIABLES } from '../src/config/config.ts'
import { SWEEP_VARIABLES } from '../src/config/sweep-config.ts'
import { withControlsTable } from './support/controls-table.ts'

const README = readFileSync('README.md', 'utf8')
const PACKAGE = JSON.parse(readFileSync('package.json', 'utf8'))

const params: Readonly<Record<string, unknown>> = parse(readFileSync('serverless.yml', 'utf8'), {
  logLevel: 'silent',
}).params.default

/** The packages that the functions and the command have in them; the embedded AWS and the demo are in neither. */
function bundled(): readonly string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/^(local-aws|demo)\//.test(name))
    .map((name) => readFileSync(`src/${name}`, 'utf8'))
  const imports = files.flatMap((text) => [
    ...text.matchAll(/^import (?!type )[^']*'(?!node:)((?:@[^/']+\/)?[^./#'][^/']*)/gm),
  ])
  const names = imports.map(([, name]) => `${name}`)
  return [...new Set(names)].toSorted()
}

describe('the README knows', () => {
  test.each(Object.entries(params))('the param %s and its default', (name, value) => {
    const row = README.split('\n').find((line) => line.startsWith(`| \`${name}\` |`))
    expect(row).toBeDefined()
    if (value !== '') expect(row).toContain(`\`${value}\``)
  })

  test.each([...new Set([...VARIABLES, ...SWEEP_VARIABLES])])('the variable %s', (name) => {
    expect(README).toContain(`\`${name}\``)
  })

  test('the controls: the table is what `npm run readme` writes', () => {
    expect(README).toMatch(/<!-- controls -->\n\n\| control \|/)
    expect(withControlsTable(README)).toBe(README)
  })

  test.each(bundled())('the dependency %s, which is bundled', (name) => {
    expect(README.includes(`\`${name}\``)).toBe(true)
  })

  test.each(['demo', 'test', 'local', 'build'])('the script %s, which is there', (name) => {
    expect(README).toMatch(new RegExp(`npm (run )?${name}\\b`))
    expect(PACKAGE.scripts).toHaveProperty(name)
  })
})

test('the command needs no package at run time: all is bundled', () => {
  expect(bundled()).toContain('commander')
  expect(bundled().filter((name) => !(name in PACKAGE.devDependencies))).toEqual([])
  expect(PACKAGE.dependencies).toBeUndefined()
})

test('versions are pinned, since npm silently picks older ones by engine', () => {
  const versions = Object.values(PACKAGE.devDependencies)
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([])
})
