import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CHANGES } from '../../esbuild.handlers.ts'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))

// In cmd.exe a single quote is an ordinary character, and `NAME=value command` would be the name of a program.
test.each(Object.entries<string>(scripts))('cmd.exe runs npm run %s', (_, script) => {
  expect(script).not.toMatch(/['`$;\\]|(^|&& )\w+=/)
})

const modules = ['@aws-sdk', '@smithy', '@aws-lambda-powertools'].flatMap((scope) =>
  readdirSync(`node_modules/${scope}`, { recursive: true, encoding: 'utf8' }).map(
    (file) => `/cooper/node_modules/${scope}/${file.replaceAll('\\', '/')}`,
  ),
)

test.each(CHANGES.map(([filter]) => filter))('%s matches modules on Windows too', (filter) => {
  const found = modules.filter((path) => filter.test(path))
  expect(found).not.toEqual([])
  expect(found.filter((path) => !filter.test(`C:${path.replaceAll('/', '\\')}`))).toEqual([])
})
