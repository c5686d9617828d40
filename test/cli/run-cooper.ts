import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly kill: (signal: NodeJS.Signals) => void
  readonly ended: Promise<Ended>
}

/** The built command, as it is installed, with nothing of this shell that it heeds. */
export function startCooper(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Running {
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', ...environment }
  const child = spawn(process.execPath, ['dist/cooper.cjs', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const read = async (stream: Readable) => (await stream.setEncoding('utf8').toArray()).join('')
  const texts = Promise.all([read(child.stdout), read(child.stderr)])
  return {
    kill: (signal) => void child.kill(signal),
    ended: once(child, 'close').then(async ([status]) => {
      const [stdout, stderr] = await texts
      return { status, stdout, stderr }
    }),
  }
}

export const cooper = (...args: Parameters<typeof startCooper>): Promise<Ended> =>
  startCooper(...args).ended
