import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { build } from 'esbuild'

// JavaScript, since `npm ci` runs it, with whichever Node.js the machine has.

/** The page of the HTML report: one script and one style sheet, which the command has inside as texts. */
const PAGE = /** @satisfies {import('esbuild').BuildOptions} */ ({
  entryPoints: ['src/report/page/dom/page.ts', 'src/report/page/style/page.css'],
  bundle: true,
  format: 'iife',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  target: 'es2022',
  entryNames: '[name]',
  outExtension: { '.js': '.js.txt', '.css': '.css.txt' },
  outdir: 'dist/report',
})

/** The commit that is built. Empty outside of a clone. */
function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return ''
  }
}

export const COMMAND = /** @satisfies {import('esbuild').BuildOptions} */ ({
  entryPoints: ['src/cli/cooper.ts'],
  bundle: true,
  conditions: ['module', 'bundled'],
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  lineLimit: 160,
  logLevel: 'warning',
  target: 'node20',
  banner: { js: '#!/usr/bin/env node' },
  outfile: 'dist/cooper.cjs',
  define: { 'process.env.COOPER_COMMIT': JSON.stringify(commit()) },
})

// `import.meta.main` came with Node.js 24.2.
if (process.argv[1]?.endsWith('esbuild.cli.mjs')) {
  await build(PAGE)
  await build(COMMAND)
  // npx runs it as a program, also where npm linked it before it was built again.
  chmodSync(COMMAND.outfile, 0o755)
}
