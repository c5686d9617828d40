import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { COMMAND } from '../../esbuild.cli.mjs'

const ROOT = join(import.meta.dirname, '../..')

test('the bundled command contains the page, and reads no file for it', async () => {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'src/report/html/page-frame.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    conditions: COMMAND.conditions,
  })
  const bundled = outputFiles[0]?.text ?? ''
  expect(bundled).not.toContain('node:fs')
  const loaded: { exports: { contentPolicy?: () => string } } = { exports: {} }
  new Function('module', 'require', bundled)(loaded, process.getBuiltinModule)
  const { contentPolicy } = await import('../../src/report/html/page-frame.ts')
  expect(loaded.exports.contentPolicy?.()).toBe(contentPolicy())
})
