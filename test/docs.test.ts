import { exec } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cooper } from './cli/run-cooper.ts'
import { anchorsOf, DOCUMENTS, linksOf, SHELL_LINES } from './support/documentation.ts'

const pages = [...DOCUMENTS]

/** Commands that this test runs as printed: they need no AWS account, and they end. */
const IS_RUN =
  /^npx cooper (explain|check-template|completion) (?!.*(\bURL\b|\.sarif\b))|^npx cooper( \w+)? --help$/

/** Commands that this test does not run, and why. */
const NOT_RUN: readonly (readonly [RegExp, string])[] = [
  [/^npm /, 'CI runs the scripts, or they take minutes, or they do not end'],
  [/^npx (osls|vitest) /, 'needs an AWS account, or runs tests'],
  [
    /^npx cooper (check|fix|impact|objects|reencrypt|proposals|approve|reject|undo|uninstall|yield|history|settings|replay) /,
    'needs AWS; the tests in test/cli run these commands',
  ],
  [/^npx cooper (check|fix|proposals)$/, 'likewise'],
  [/^npx cooper check-template .*\.sarif\b/, 'writes files; test/cli runs it'],
  [/^(aws|git) /, 'another program'],
  [/^export /, 'a variable'],
  [/^(while |done )/, 'a loop'],
]

const WAIT = 120_000

describe('commands in the documentation', () => {
  test('exist', () => {
    expect(SHELL_LINES.filter(({ command }) => IS_RUN.test(command)).length).toBeGreaterThan(3)
  })

  test('are all run, or have a reason not to be', () => {
    const isKnown = (command: string) =>
      IS_RUN.test(command) || NOT_RUN.some(([pattern]) => pattern.test(command))
    expect(SHELL_LINES.filter(({ command }) => !isKnown(command))).toEqual([])
  })

  test.each(SHELL_LINES.filter(({ command }) => IS_RUN.test(command)))(
    '$file: $command',
    async ({ command, output }) => {
      const { status, stdout, stderr } = await run(command)
      expect(stderr).toBe('')
      // These end with 1 where a policy or a template is not compliant.
      expect(status).toBeOneOf(/^npx cooper (explain|check-template) /.test(command) ? [0, 1] : [0])
      if (output !== undefined) expect(stdout).toBe(output)
      expect(stdout).not.toBe('')
    },
    WAIT,
  )

  test('begin with npx cooper, as it works in a clone', () => {
    const VERBS =
      'check|check-template|fix|impact|objects|reencrypt|undo|uninstall|yield|history|settings|replay|explain|local|completion'
    const bare = new RegExp(`(^ *|[\`|(] ?)cooper (${VERBS})\\b(?!,).*`, 'gm')
    expect(pages.flatMap(([file, text]) => found(file, text, bare))).toEqual([])
  })

  test(
    'use options that exist',
    async () => {
      const uses = pages.flatMap(([file, text]) =>
        [...text.replace(/\\\n */g, '').matchAll(/npx cooper ([\w-]+)([^\n`|#]*)/g)].map(
          ([, verb = '', rest = '']) => ({ file, verb, options: rest.match(/--[a-z-]+/g) ?? [] }),
        ),
      )
      const verbs = [...new Set(uses.map(({ verb }) => verb).filter((verb) => verb !== 'VERB'))]
      const helps = new Map<string, string>()
      for (const verb of verbs) helps.set(verb, (await cooper([verb, '--help'])).stdout)
      const unknown = uses.flatMap(({ file, verb, options }) =>
        options
          .filter((option) => verb !== 'VERB' && !hasOption(helps.get(verb) ?? '', option))
          .map((option) => `${file}: npx cooper ${verb} ${option}`),
      )
      expect(verbs.length).toBeGreaterThan(5)
      expect(unknown).toEqual([])
    },
    WAIT,
  )

  test('use scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    const used = pages.flatMap(([, text]) =>
      [...text.matchAll(/npm run ([a-z][a-z:-]*[a-z])/g)].map(([, name = '']) => name),
    )
    expect(used.filter((name) => !(name in scripts))).toEqual([])
  })
})

const hasOption = (help: string, option: string) => new RegExp(`\\s${option}\\b`).test(help)

const found = (file: string, text: string, pattern: RegExp) =>
  (text.match(pattern) ?? []).map((match) => `${file}: ${match}`)

interface Done {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

const run = (command: string): Promise<Done> =>
  new Promise((resolve) => {
    // Vitest sets MODE, which is a setting of Cooper.
    const env = { ...process.env, MODE: undefined, NO_COLOR: '1', FORCE_COLOR: undefined }
    exec(command, { env }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })

test.each(pages)('links and anchors of %s have a target', (file, text) => {
  const broken = linksOf(text).filter((link) => {
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? file : join(dirname(file), path).replaceAll('\\', '/')
    if (!existsSync(target)) return true
    return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor)
  })
  expect(broken).toEqual([])
})

/** Words that are not in the glossary of CONTRIBUTING.md, and would puzzle a reader who knows AWS. */
const AVOIDED = [
  /\bmend(s|ed|ing)?\b/gi,
  /\bheed(s|ed|ing)?\b/gi,
  /\bst(ands?|ood) there\b/gi,
  /\bholds? still\b/gi,
  /\bf[ae]lls? short\b/gi,
  /\bsee to it\b/gi,
  /\b(ours|theirs)\b/gi,
  /\bfights?\b/gi,
  /\bcollisions?\b/gi,
  /\bpatient(ly)?\b/gi,
  /\bcustomer keys?\b/gi,
]

test.each(pages)('%s uses the words of the glossary', (file, text) => {
  expect(AVOIDED.flatMap((word) => found(file, text, word))).toEqual([])
})
