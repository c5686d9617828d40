import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { Endpoint } from './endpoint.ts'
import { type Figure, only } from './figure.ts'

const CONNECTIONS = 128

/** As many as in the measurement of the load, so that both take the same time. */
const SAMPLE = 1000

export interface Checked {
  readonly buckets: number
  readonly seconds: number
  readonly megabytes: number
  /** Requests per second, from the start of the command to its end. */
  readonly rate: number
  /** The rate that the endpoint served just before and after. */
  readonly most: number
}

/** `cooper check` on so many buckets, compared with a load of the same requests. */
export async function check(
  endpoint: Endpoint,
  names: readonly string[],
  load: 'raw-load' | 'sdk-load' = 'raw-load',
): Promise<Checked> {
  const before = await loaded(load, endpoint, names)
  const { seconds, megabytes } = await command(endpoint)
  const most = (before + (await loaded(load, endpoint, names))) / 2
  const buckets = names.length
  return { buckets, seconds, megabytes, rate: (buckets * 2) / seconds, most }
}

export const share = (
  { buckets, rate, most }: Checked,
  whose: string,
  of = 'a load of the same requests',
): Figure => ({
  figure: `cooper check, ${buckets} buckets of ${whose}`,
  ...{ unit: 'requests/s', ...only(rate), limit: most, of },
  aim: { atLeast: 0.8 },
})

/** Time and memory of many buckets, compared with those of few. */
export const growth = (few: Checked, many: Checked): readonly Figure[] => [
  {
    ...{ figure: `time for ${many.buckets} buckets`, unit: 's', ...only(many.seconds) },
    limit: (few.seconds * many.buckets) / few.buckets,
    ...{ of: `${many.buckets / few.buckets} times that for ${few.buckets}`, aim: { atMost: 1.1 } },
  },
  {
    ...{ figure: `memory for ${many.buckets} buckets`, unit: 'MB', ...only(many.megabytes) },
    ...{ limit: few.megabytes, of: `that for ${few.buckets}`, aim: { atMost: 1.3 } },
  },
]

// In kilobytes, as the operating system counts.
const TELL_MEMORY =
  "process.on('exit',()=>process.stderr.write('\\npeak '+process.resourceUsage().maxRSS))"

async function command({ environment }: Endpoint) {
  const started = performance.now()
  const args = ['--import', `data:text/javascript,${TELL_MEMORY}`, 'dist/cooper.cjs', 'check']
  const { status, stdout, stderr } = await run(args, environment)
  const seconds = (performance.now() - started) / 1000
  // 1: some of an account's buckets are non-compliant.
  if (status !== 0 && status !== 1) {
    throw new Error(`Cannot measure: ${stderr} ${stdout.slice(-500)}`)
  }
  return { seconds, megabytes: Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024 }
}

async function loaded(load: string, { url, environment }: Endpoint, names: readonly string[]) {
  // An endpoint with a limit allows more requests right after a pause.
  await wait(200)
  const sample = JSON.stringify(names.slice(0, SAMPLE))
  const args = [`test/bench/${load}.ts`, url, sample, String(CONNECTIONS)]
  const { stdout, stderr } = await run(args, environment)
  if (!(Number(stdout) > 0)) throw new Error(`Cannot measure what ${url} can serve: ${stderr}`)
  return Number(stdout)
}

async function run(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const env = { PATH: process.env.PATH, NO_COLOR: '1', ...environment }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const texts = [child.stdout, child.stderr].map(async (stream) =>
    (await stream.setEncoding('utf8').toArray()).join(''),
  )
  const [status] = await once(child, 'close')
  const [stdout = '', stderr = ''] = await Promise.all(texts)
  return { status, stdout, stderr }
}
