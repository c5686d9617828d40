import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { signed } from './support.ts'

const ROOT = resolve(import.meta.dirname, '../..')
interface Running {
  readonly child: ReturnType<typeof spawn>
  readonly shows: (text: string | RegExp) => Promise<string>
  readonly ended: Promise<unknown[]>
  readonly output: () => string
}

let running: Running | undefined
afterEach(() => {
  running?.child.kill('SIGKILL')
})

function start(...args: string[]): Running {
  const main = resolve(ROOT, 'src/local-aws/main.ts')
  const env = { ...process.env, NO_COLOR: '1' }
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  const shows = async (text: string | RegExp) => {
    while (output.match(text) === null) await once(child.stdout, 'data')
    return output
  }
  running = { child, shows, ended: once(child, 'close'), output: () => output }
  return running
}

/** The variables of a shell that has read the file. */
async function sourced(file: string): Promise<Record<string, string>> {
  const env = { PATH: process.env.PATH ?? '' }
  const script = `source '${file}'; env -0`
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env })
  return Object.fromEntries(stdout.split('\0').map((line) => line.split(/=(.*)/s).slice(0, 2)))
}

describe('npm run local', () => {
  it.each([['SIGINT'], ['SIGTERM']] as const)(
    'runs until %s, and exits cleanly',
    async (signal) => {
      const { child, shows, ended, output } = start('--http-port', '0', '--https-port', '0')
      const welcome = await shows('Ctrl-C ends it')
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(welcome)?.[0]
      const ca = /CA +(\S+)/.exec(welcome)?.[1] ?? ''
      expect(readFileSync(ca, 'utf8')).toContain('BEGIN CERTIFICATE')
      const environment = /source '(\S+)'/.exec(welcome)?.[1] ?? ''
      expect(await sourced(environment)).toMatchObject({
        ...{ AWS_ACCESS_KEY_ID: 'developer', AWS_CA_BUNDLE: ca, NODE_EXTRA_CA_CERTS: ca },
        AWS_ENDPOINT_URL: expect.stringMatching(/^https:/),
        ...{
          TOPIC_ARN: expect.stringMatching(/^arn:/),
          JOURNAL_BUCKET: expect.stringMatching(/./),
        },
      })
      expect(welcome).toMatch(/aws --endpoint-url .* s3api create-bucket/)
      expect(welcome).toMatch(
        /npx osls invoke local --param mode=remediate -f bucketChanged -p events\/create-bucket\.json/,
      )
      await fetch(`${url}/live-bucket`, { method: 'PUT', headers: signed() })
      await shows('CreateBucket live-bucket')
      child.kill(signal)
      expect(await ended).toEqual([0, null])
      expect(output()).not.toContain('\u001b')
      expect(existsSync(environment) || existsSync(ca)).toBe(false)
    },
  )

  it.each([
    ['an unknown option', ['--port', '1'], 'Unknown option'],
    ['an invalid port', ['--http-port', '99999'], '"99999" is not a port'],
  ])('refuses %s', async (_, args, message) => {
    const { ended, output } = start(...args)
    expect(await ended).toEqual([2, null])
    expect(output()).toContain(message)
  })

  it('says what to do if a port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { ended, output } = start('--http-port', '0', '--https-port', String(port))
    expect(await ended).toEqual([2, null])
    expect(output()).toContain('Choose others with --http-port and --https-port')
    server.close()
  })

  it('shows nothing of what happens with --quiet', async () => {
    const { child, shows, ended, output } = start(
      '--http-port',
      '0',
      '--https-port',
      '0',
      '--quiet',
    )
    const welcome = await shows('Ctrl-C ends it')
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(welcome)?.[0]
    await fetch(`${url}/live-bucket`, { method: 'PUT', headers: signed() })
    child.kill('SIGTERM')
    await ended
    expect(output()).not.toContain('CreateBucket live-bucket')
  })

  it('prints its help', async () => {
    const { ended, output } = start('--help')
    expect(await ended).toEqual([0, null])
    expect(output()).toContain('--https-port PORT')
  })
})
