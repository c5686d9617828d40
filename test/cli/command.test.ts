import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { SETTINGS_VARIABLES } from '../../src/config/config.ts'
import { cooper, startCooper } from './run-cooper.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'cooper-'))
afterAll(() => rmSync(FOLDER, { recursive: true }))

describe('the package of the command', () => {
  test('contains one file to run, which needs no other', async () => {
    // Without scripts: a build here would replace the command while other tests run it.
    const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', FOLDER]
    const tarball = execFileSync('npm', args, { encoding: 'utf8' }).trim()
    execFileSync('tar', ['-xzf', join(FOLDER, tarball), '-C', FOLDER])
    const files = readdirSync(join(FOLDER, 'package'), { recursive: true, encoding: 'utf8' })
    expect(files.toSorted()).toEqual([
      ...['LICENSE', 'README.md', 'SKILL.md', 'dist', 'dist/cooper.cjs', 'package.json'],
    ])
    const command = join(FOLDER, 'package/dist/cooper.cjs')
    const run = (...verb: readonly string[]) =>
      spawnSync(process.execPath, [command, ...verb], { cwd: FOLDER, encoding: 'utf8' })
    expect(run('explain', '--help')).toMatchObject({ status: 0, stderr: '' })
    expect(run('check', '--region', 'nowhere')).toMatchObject({ status: 2 })
    const local = run('local')
    expect(local.stderr).toContain('it runs from a clone of Cooper only, after "npm ci')
    expect(local.status).toBe(2)
  })
})

test('--version names the commit and Node.js, which a report of a defect needs', async () => {
  const { stdout, status } = await cooper(['--version'])
  expect(stdout).toMatch(/^\d+\.\d+\.\d+ \((commit [0-9a-f]{12}, )?Node\.js \d+\.\d+\.\d+\)\n$/)
  expect(status).toBe(0)
})

test('--help lists the settings', async () => {
  const { stdout } = await cooper(['--help'])
  const words = new Set(stdout.split(/[\s,]+/))
  const isOfControl = (name: string) => /^(MODE|GRACE_DAYS)_/.test(name)
  expect(SETTINGS_VARIABLES.filter((name) => !isOfControl(name) && !words.has(name))).toEqual([])
  expect(words).toContain('MODE_CONTROL')
})

describe('cooper local', () => {
  test('runs the local AWS until it is ended', async () => {
    const { shows, kill, ended } = startCooper(['local', '--http-port', '0', '--https-port', '0'])
    await shows('Ctrl-C ends it')
    kill('SIGTERM')
    const { status, stdout } = await ended
    expect(stdout).toMatch(/HTTPS {2}https:\/\/127\.0\.0\.1:\d+/)
    expect(status).toBe(0)
  })

  test('reports wrong options', async () => {
    const { status, stderr } = await cooper(['local', '--http-port', 'eighty'])
    expect(stderr).toContain('"eighty" is not a port')
    expect(status).toBe(2)
  })
})

describe('cooper completion', () => {
  test.each(['bash', 'zsh', 'fish'])('prints a script for %s', async (shell) => {
    const { status, stdout } = await cooper(['completion', shell])
    expect(stdout).toContain('cooper')
    expect(status).toBe(0)
  })

  test('in the syntax of the shell', async () => {
    const { stdout } = await cooper(['completion', 'bash'])
    expect(spawnSync('bash', ['-n'], { input: stdout, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    })
  })

  test.each([
    ['verbs', [''], /^check\t.*^explain\t.*^local\t/ms],
    ['options of a verb', ['check', '--c'], /^--control\t.*^--concurrency\t.*^--csv\t/ms],
    ['what an option takes', ['check', '--control', ''], /^default-encryption.*^tls-only/ms],
  ])('knows the %s', async (_what, words, expected) => {
    expect((await cooper(['complete', '--', ...words])).stdout).toMatch(expected)
  })

  test('refuses an unknown shell', async () => {
    const { status, stderr } = await cooper(['completion', 'csh'])
    expect(stderr).toContain('Allowed choices are zsh, bash, fish, powershell')
    expect(status).toBe(2)
  })
})

test.skipIf(process.platform === 'win32')('the built command is a program by itself', () => {
  expect(statSync('dist/cooper.cjs').mode & 0o111).not.toBe(0)
})
