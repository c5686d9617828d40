import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const FOLDER = mkdtempSync(join(tmpdir(), 'cooper-'))
afterAll(() => rmSync(FOLDER, { recursive: true }))

describe('the action for GitHub', () => {
  const action = parse(readFileSync('action.yml', 'utf8'))
  const [, step] = action.runs.steps
  const variables = Object.entries<string>(step.env)

  /** Runs the step as the runner does: with the inputs as variables. */
  function run(inputs: Readonly<Record<string, string>>) {
    const given = (expression: string) => {
      const name = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression)?.[1] ?? ''
      return inputs[name] ?? action.inputs[name].default ?? ''
    }
    const env = Object.fromEntries(variables.map(([name, value]) => [name, given(value)]))
    return spawnSync('bash', ['-e', '-o', 'pipefail', '-c', step.run], {
      env: { PATH: process.env.PATH, GITHUB_ACTION_PATH: resolve('.'), ...env },
      encoding: 'utf8',
      // With a socket for standard input, bash would read the files of a login.
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  test('hands each input over as a variable, and none in the text of the script', () => {
    expect(variables.map(([, value]) => value).toSorted()).toEqual(
      Object.keys(action.inputs)
        .map((name) => `\${{ inputs.${name} }}`)
        .toSorted(),
    )
    expect(action.runs.steps.map(({ run }: { run: string }) => run).join()).not.toContain('${{')
  })

  const EXAMPLE = 'docs/examples/template.yaml'

  test('fails for a bucket that is not compliant, with an annotation', () => {
    const { status, stdout } = run({ files: EXAMPLE })
    expect(status).toBe(1)
    expect(stdout).toMatch(/^::error file=docs\/examples\/template\.yaml,line=\d+,col=\d+,title=/)
  })

  test('takes lists, one a line, and writes reports', () => {
    const sarif = join(FOLDER, 'with spaces.sarif')
    const { status, stderr } = run({
      files: `${EXAMPLE}\n${EXAMPLE}\n`,
      params: 'Stage=a b\nAWS::StackName=x',
      settings: 'EXEMPT_BUCKETS=orders-*',
      region: 'eu-central-1',
      account: '123456789012',
      sarif,
    })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(JSON.parse(readFileSync(sarif, 'utf8')).runs).toHaveLength(1)
  })

  test.each(['x; echo hacked', '$(echo hacked)', '`echo hacked`', '--help'])(
    'a file name runs nothing: %s',
    (files) => {
      const { status, stdout } = run({ files })
      expect(stdout).not.toContain('hacked')
      expect(status).toBe(2)
    },
  )
})

describe('the hook for pre-commit', () => {
  const [hook] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'))

  test('runs a command of the package', () => {
    const { bin } = JSON.parse(readFileSync('package.json', 'utf8'))
    const [command, verb] = hook.entry.split(' ')
    expect(bin).toHaveProperty(command)
    expect(verb).toBe('check-template')
  })

  test.each([
    ['template.yaml', true],
    ['stacks/template.yml', true],
    ['stacks/store.template.json', true],
    ['cdk.json', false],
    ['serverless.yml', false],
  ])('takes %s: %s', (name, isTaken) => {
    expect(new RegExp(hook.files).test(name)).toBe(isTaken)
  })
})
