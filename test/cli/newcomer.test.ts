import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { cooper } from './run-cooper.ts'

/** Starts `npm run local -- --sample-buckets` and returns the variables of the file that it says to source. */
async function startLocal(): Promise<Readonly<Record<string, string>>> {
  const args = [
    'src/local-aws/main.ts',
    '--http-port',
    '0',
    '--https-port',
    '0',
    '--sample-buckets',
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(async () => {
    child.kill('SIGINT')
    await once(child, 'close')
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += stripVTControlCharacters(chunk.toString())
  })
  while (!output.includes('Ctrl-C ends it')) await once(child.stdout, 'data')
  const file = /source '(.*)'/.exec(output)?.[1] ?? ''
  const exported = readFileSync(file, 'utf8').matchAll(/^export (\w+)='(.*)'$/gm)
  return Object.fromEntries([...exported].map(([, name, value]) => [name, value]))
}

test("a newcomer's path: check, HTML report, fix --dry-run, fix", async () => {
  const environment = await startLocal()
  const folder = mkdtempSync(join(tmpdir(), 'cooper-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const report = join(folder, 'report.html')

  const before = await cooper(['check', '--html', report], environment)
  expect(before.stdout).toContain('21 buckets of account 123456789012 in us-east-1')
  expect(before.stdout).toContain('10 non-compliant · 1 unknown · 2 exempt · 8 compliant')
  expect(before.status).toBe(1)
  expect(readFileSync(report, 'utf8')).toContain('till-in-the-shop')

  const outlook = await cooper(['fix', '--dry-run'], environment)
  expect(outlook.stderr).toContain('10 buckets to fix: 10 policies and 0 encryption rules.')

  const fixed = await cooper(['fix', '--yes'], environment)
  expect(fixed.stderr).toContain('Cooper fixed 10 of 10 buckets; 0 failed.')
  expect(fixed.status).toBe(0)

  const after = await cooper(['check'], environment)
  expect(after.stdout).toContain('1 unknown · 2 exempt · 18 compliant')

  const history = await cooper(['history', 'orders'], environment)
  expect(history.stdout).toContain('remediated  fix-')
})
