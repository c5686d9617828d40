import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  /** Without lines of progress. */
  readonly stderr: string
}

export interface Running {
  /** Resolves when standard output contains the text. */
  readonly shows: (text: string) => Promise<void>
  readonly kill: (signal: NodeJS.Signals) => void
  /** Closes the pipe of standard output, as `head` does at its end. */
  readonly closeOutput: () => void
  readonly ended: Promise<Ended>
}

// Hundreds of tests load the same file.
const COMPILED = join(tmpdir(), 'cooper-compiled')

/** The built command, without the variables of this shell. */
export function startCooper(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Running {
  const env = {
    ...{ PATH: process.env.PATH, HOME: '/nonexistent', NODE_COMPILE_CACHE: COMPILED },
    ...environment,
  }
  const child = spawn(process.execPath, ['dist/cooper.cjs', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  return {
    async shows(text) {
      while (!stdout().includes(text)) await once(child.stdout, 'data')
    },
    kill: (signal) => void child.kill(signal),
    closeOutput: () => void child.stdout.destroy(),
    ended: once(child, 'close').then(([status]) => ({
      ...{ status, stdout: stdout(), stderr: stderr().replace(PROGRESS, '') },
    })),
  }
}

/** Lines such as `3 of 20 buckets · 0/s · 40 s left`, which appear only on slow machines. */
const PROGRESS = /^[\d,]+ (of [\d,]+ )?(buckets|objects) · .*\n/gm

function collect(stream: Readable): () => string {
  let text = ''
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return () => text
}

export const cooper = (...args: Parameters<typeof startCooper>): Promise<Ended> =>
  startCooper(...args).ended
