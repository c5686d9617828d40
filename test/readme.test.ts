import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { VARIABLES } from '../src/config.ts'
import { SWEEP_VARIABLES } from '../src/sweep-config.ts'
import { withControlsTable } from './support/controls-table.ts'

const README = readFileSync('README.md', 'utf8')
const PACKAGE = JSON.parse(readFileSync('package.json', 'utf8'))

const params: Readonly<Record<string, unknown>> = parse(readFileSync('serverless.yml', 'utf8'), {
  logLevel: 'silent',
}).params.default

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

  test.each(Object.keys(PACKAGE.dependencies))('the dependency %s', (name) => {
    expect(README).toContain(`\`${name}\``)
  })

  test.each(['demo', 'test', 'local', 'build'])('the script %s, which is there', (name) => {
    expect(README).toMatch(new RegExp(`npm (run )?${name}\\b`))
    expect(PACKAGE.scripts).toHaveProperty(name)
  })
})

test('versions are pinned, since npm silently picks older ones by engine', () => {
  const versions = Object.values({ ...PACKAGE.dependencies, ...PACKAGE.devDependencies })
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([])
})
