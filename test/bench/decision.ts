import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { Bench, type Task } from 'tinybench'
import type { JsonObject, Policy } from '../../src/core/policy/document.ts'
import { findCounterexample } from '../../src/core/policy/find-counterexample.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import type { RequestClass } from '../../src/core/policy/request-class.ts'
import { plainHttp } from '../../src/core/requests/plain-http.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { samplePolicies } from '../../src/local-aws/sample-buckets.ts'
import { almostRight, BUCKET, document } from '../core/policy/almost-right.ts'
import { WORST } from '../core/policy/worst-policies.ts'
import { coldBundle } from './bundles.ts'
import { type Figure, type Spread, spreadOf } from './figure.ts'
import { huntSlowPolicies } from './hunt-slow-policies.ts'
import { WILD } from './wild-policies.ts'

const sizeOf = (statements: readonly JsonObject[]) =>
  Buffer.byteLength(JSON.stringify(document([...statements])))

/** As many of the statements as S3 would store. */
const fitting = (statements: readonly JsonObject[]): readonly JsonObject[] =>
  sizeOf(statements) <= 20_480 ? statements : fitting(statements.slice(0, -1))

type Question = readonly [policy: Policy, requests: RequestClass]

const questionOf = (statements: readonly JsonObject[]): Question => [
  parsePolicy(document([...statements])),
  plainHttp(BUCKET),
]

/** Valid policies of the maximum size for S3, designed to be slow to decide. */
const HARD: readonly (readonly [string, readonly JsonObject[]])[] = [
  ...WORST.map(([name, , statements]) => [name, statements] as const),
  ...Object.entries(WILD),
]

/** The duration of a decision for ordinary policies, and the processor time for the slowest ones. */
export async function decision(): Promise<readonly Figure[]> {
  const bench = new Bench({ time: 300, warmupTime: 100 })
  const add = (name: string, questions: readonly Question[]) => {
    let next = 0
    bench.add(name, () => {
      const question = questions[next++ % questions.length]
      if (question) findCounterexample(...question)
    })
  }
  const samples = samplePolicies().map(
    ({ name, document }): Question => [parsePolicy(document), plainHttp({ ...BUCKET, name })],
  )
  add(`the ${samples.length} policies of the sample buckets`, samples)
  const mean = fc
    .sample(almostRight, { seed: 1, numRuns: 3000 })
    .filter((statements) => statements.length <= 10)
    .map(questionOf)
  add(`${mean.length} policies that are almost right`, mean)
  await bench.run()
  const [usual, almost] = bench.tasks.map(measured)
  const hunted = huntSlowPolicies().map(({ name, statements }) => [name, statements] as const)
  const hard = [...HARD, ...hunted].map(([name, all]) => {
    const statements = fitting(all)
    return { name: `${name} (${sizeOf(statements)} bytes)`, statements }
  })
  const script = await coldBundle()
  const worst = slowest(hard, ({ statements }) => spreadOf(times(RUNS, () => warm(statements))))
  const looks = hard.map(({ name, statements }) => ({ name, ...firstLooks(script, statements) }))
  const cold = slowest(looks, ({ time }) => time)
  const largest = slowest(looks, ({ memory }) => memory)
  if (!usual || !almost || !worst || !cold || !largest) throw new Error('Cannot measure a decision')
  const limit = { unit: 'ms', of: 'set by the project' }
  const aim = { atMost: 1 }
  return [
    { ...usual, ...limit, limit: 0.1, aim },
    // Not realistic, but the distance to the limit is still worth measuring.
    { ...almost, ...limit, limit: 0.1 },
    {
      ...{ ...worst, ...limit, limit: 50, aim },
      figure: `decision, processor time: ${worst.name}, the worst of ${hard.length}`,
    },
    {
      ...{ ...cold, ...limit, limit: 300, aim },
      figure: `first look with all controls, processor time: ${cold.name}, the worst of ${hard.length}`,
    },
    {
      ...{ ...largest, unit: 'MB', of: "that for AWS's own statement" },
      figure: `first look with all controls, memory of the process: ${largest.name}, the worst of ${hard.length}`,
      limit: firstLooks(script, [tlsOnlyStatement(BUCKET)]).memory.median,
    },
  ]
}

const RUNS = 15

const times = <T>(count: number, run: () => T): T[] => Array.from({ length: count }, run)

/** The policy with the highest median, and its figures. */
const slowest = <T>(all: readonly T[], measure: (one: T) => Spread) =>
  all
    .map((one) => ({ ...one, ...measure(one) }))
    .toSorted((one, other) => other.median - one.median)[0]

function measured({ name, result }: Task) {
  if (!('latency' in result)) throw new Error(`Cannot measure "${name}"`)
  const { p50, min, max } = result.latency
  return { figure: `decision: ${name}`, min, median: p50, max }
}

/** Other processes on the machine change the processor time less than they change the duration. */
function warm(statements: readonly JsonObject[]): number {
  const question = questionOf(statements)
  const start = process.cpuUsage()
  findCounterexample(...question)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** Each in a new process, which loads a bundle as Lambda does. */
function firstLooks(script: string, statements: readonly JsonObject[]) {
  const input = JSON.stringify(document([...statements]))
  const looks: { time: number; memory: number }[] = times(3, () =>
    JSON.parse(execFileSync(process.execPath, [script], { input, encoding: 'utf8' })),
  )
  return {
    time: spreadOf(looks.map(({ time }) => time)),
    memory: spreadOf(looks.map(({ memory }) => memory)),
  }
}
