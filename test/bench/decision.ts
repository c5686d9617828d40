import fc from 'fast-check'
import { Bench, type Task } from 'tinybench'
import { tlsOnlyStatement } from '../../src/core/policy/cooper-statements.ts'
import type { JsonObject, Policy } from '../../src/core/policy/document.ts'
import { parsePolicy } from '../../src/core/policy/parse.ts'
import { plainHttp } from '../../src/core/policy/plain-http.ts'
import { findUndenied } from '../../src/core/policy/undenied.ts'
import { almostRight, BUCKET, document } from '../core/policy/almost-right.ts'
import { WORST } from '../core/policy/worst-policies.ts'
import type { Figure } from './figure.ts'
import { WILD } from './wild-policies.ts'

const sizeOf = (statements: readonly JsonObject[]) =>
  Buffer.byteLength(JSON.stringify(document([...statements])))

/** As many of the statements as S3 would store. */
const fitting = (statements: readonly JsonObject[]): readonly JsonObject[] =>
  sizeOf(statements) <= 20_480 ? statements : fitting(statements.slice(0, -1))

const parsed = (statements: readonly JsonObject[]) => parsePolicy(document([...statements]))

/** Valid policies as large as S3 takes them, made to be hard. */
const HARD: readonly (readonly [string, readonly JsonObject[]])[] = [
  ...WORST.map(([name, , statements]) => [name, statements] as const),
  ...Object.entries(WILD),
]

/** How long a decision takes: of usual policies, and of the hardest that there is. */
export async function decision(): Promise<readonly Figure[]> {
  const bench = new Bench({ time: 300, warmupTime: 100 })
  const add = (name: string, policies: readonly Policy[]) => {
    let next = 0
    bench.add(name, () => {
      const policy = policies[next++ % policies.length]
      if (policy) findUndenied(policy, plainHttp(BUCKET))
    })
  }
  const usual = fc
    .sample(almostRight, { seed: 1, numRuns: 3000 })
    .filter((statements) => statements.length <= 10)
    .map(parsed)
  add("AWS's own statement", [parsed([tlsOnlyStatement(BUCKET)])])
  add(`${usual.length} policies of up to ten statements`, usual)
  for (const [name, statements] of HARD) {
    const stored = fitting(statements)
    add(`${name} (${sizeOf(stored)} bytes)`, [parsed(stored)])
  }
  await bench.run()
  const [plain, mixed, ...hard] = bench.tasks.map(measured)
  const worst = hard.toSorted((one, other) => other.median - one.median)[0]
  if (!plain || !mixed || !worst) throw new Error('Cannot measure a decision')
  const limit = { unit: 'ms', of: 'set by the project', aim: { atMost: 1 } } as const
  return [
    { ...plain, ...limit, limit: 0.1 },
    { ...mixed, ...limit, limit: 0.1 },
    { ...worst, ...limit, limit: 50, figure: `${worst.figure}, the worst of ${HARD.length}` },
  ]
}

function measured({ name, result }: Task) {
  if (!('latency' in result)) throw new Error(`Cannot measure "${name}"`)
  const { p50, min, max } = result.latency
  return { figure: `decision: ${name}`, min, median: p50, max }
}
