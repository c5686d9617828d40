import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Template } from './cloudformation.ts'
import { zipEntries } from './zip-entries.ts'

const run = promisify(execFile)

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface ServicePackage {
  readonly template: Template
  /** The package.json that it was made from. */
  readonly manifest: { readonly version: string }
  /** The path of the template, which does not exist after `remove`. */
  readonly templateFile: string
  /** The output of `osls package`. */
  readonly output: string
  readonly filesOf: (functionName: string) => Promise<readonly string[]>
  readonly remove: () => Promise<void>
}

/**
 * Runs `osls package` as on a fresh clone without credentials. It runs in a copy, since osls empties the
 * folder `.serverless` first, which may contain a deployment, or the package of another test run.
 */
export async function packageService(
  params: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
): Promise<ServicePackage> {
  const folder = await mkdtemp(join(tmpdir(), 'cooper-package-'))
  for (const name of ['serverless.yml', 'serverless.checks.cjs', 'package.json', 'dist']) {
    await cp(join(ROOT, name), join(folder, name), { recursive: true })
  }
  const { stdout, stderr } = await packageIn(folder, ['mode=remediate', ...given(params)], options)
  const templateFile = join(folder, '.serverless', 'cloudformation-template-update-stack.json')
  return {
    template: JSON.parse(await readFile(templateFile, 'utf8')),
    manifest: JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
    templateFile,
    output: stdout + stderr,
    filesOf: async (name) => zipEntries(await readFile(join(folder, '.serverless', `${name}.zip`))),
    remove: () => rm(folder, { recursive: true }),
  }
}

/** What the Framework prints where it refuses these params and options. */
export async function refusal(
  params: readonly string[],
  options: readonly string[] = [],
): Promise<string> {
  try {
    await packageIn(ROOT, params, [...options, '--package', join(tmpdir(), 'cooper-refused')])
  } catch (error) {
    return String(error instanceof Error && 'stdout' in error ? error.stdout : error)
  }
  return 'packaged'
}

const given = (params: Readonly<Record<string, string>>) =>
  Object.entries(params).map(([name, value]) => `${name}=${value}`)

async function packageIn(folder: string, params: readonly string[], options: readonly string[]) {
  const args = params.flatMap((param) => ['--param', param])
  return run(process.execPath, [await osls(), 'package', ...args, ...options], {
    cwd: folder,
    env: withoutSettings(process.env),
  })
}

async function osls(): Promise<string> {
  const manifest = fileURLToPath(import.meta.resolve('osls/package.json'))
  const { bin } = JSON.parse(await readFile(manifest, 'utf8'))
  return join(dirname(manifest), bin.osls)
}

// The region and profile of this machine must not affect the test.
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^AWS_/.test(name)))
}
