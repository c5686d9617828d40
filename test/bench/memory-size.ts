import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { embeddedEndpoint } from './endpoint.ts'
import { spreadOf } from './figure.ts'
import { created } from './one-event.ts'

/**
 * The duration and cost of a cold start by memory size. Lambda gives a function of 1,769 MB one processor, and others their
 * share (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). Here the kernel limits the share, which
 * needs root and the cpu controller of cgroups (version 1). The start of Node.js itself is not included.
 */
const SIZES = [128, 256, 512, 1024, 1769]
const ROUNDS = 7
const DELAY = 20

// US dollars for a gigabyte-second on arm64 in us-east-1, November 2026: aws.amazon.com/lambda/pricing.
const PRICE = 0.0000133334

const GROUP = '/sys/fs/cgroup/cpu/cooper-bench'
const PERIOD = 20_000

const SCRIPT = `
  const begin = performance.now()
  const { handler } = require(process.env.BENCH_FILE)
  const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 60_000 }
  handler(JSON.parse(process.env.BENCH_EVENT), context).then(
    ({ outcome }) => console.log('BENCH ' + outcome + ' ' + (performance.now() - begin)),
    (error) => console.log(error.message),
  )`

const endpoint = await embeddedEndpoint()
endpoint.delay(DELAY)
mkdirSync(GROUP)
try {
  writeFileSync(`${GROUP}/cpu.cfs_period_us`, String(PERIOD))
  const [compliant = ''] = await endpoint.make(1, 'compliant')
  const rows = []
  for (const size of SIZES) {
    writeFileSync(`${GROUP}/cpu.cfs_quota_us`, String(Math.round((PERIOD * size) / 1769)))
    const compliantMs = await milliseconds(() => compliant)
    const others = await endpoint.make(ROUNDS, 'without-policy')
    const fixedMs = await milliseconds((round) => others[round] ?? '')
    rows.push({
      MB: size,
      ...costs('compliant', compliantMs, size),
      ...costs('fixed and notified', fixedMs, size),
    })
  }
  console.table(rows)
} finally {
  await endpoint.close()
  rmdirSync(GROUP)
}

function costs(what: string, ms: number, size: number) {
  const dollars = (size / 1024) * ms * 1000 * PRICE
  return {
    [`${what}, ms`]: Math.round(ms),
    [`${what}, US dollars a million`]: Number(dollars.toFixed(2)),
  }
}

async function milliseconds(bucket: (round: number) => string): Promise<number> {
  const samples: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) samples.push(await coldStart(bucket(round)))
  return spreadOf(samples).median
}

async function coldStart(bucket: string): Promise<number> {
  const env = {
    ...{ PATH: process.env.PATH, ...endpoint.environment },
    BENCH_FILE: resolve('dist/bucket-changed.cjs'),
    BENCH_EVENT: JSON.stringify(created(bucket, endpoint)),
  }
  const shell = `echo $$ > ${GROUP}/cgroup.procs && exec "$0" -e "$1"`
  const child = spawn('sh', ['-c', shell, process.execPath, SCRIPT], { env, stdio: 'pipe' })
  const [output] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    once(child, 'close'),
  ])
  const [, ms] = /BENCH (?:compliant|remediated) ([\d.]+)/.exec(output.join('')) ?? []
  if (ms === undefined) throw new Error(`Cannot measure: ${output.join('').slice(-500)}`)
  return Number(ms)
}
