import fc from 'fast-check'
import { Bench, type Task } from 'tinybench'
import type { JsonObject, Policy } from '../../src/core/policy/document.ts'
import { parsePolicy } from '../../src/core/policy/parse.ts'
import { plainHttp } from '../../src/core/policy/plain-http.ts'
import { findUndenied } from '../../src/core/policy/undenied.ts'
import { almostRight, BUCKET, document } from '../core/policy/almost-right.ts'
import { WORST } from '../core/policy/worst-policies.ts'
import { WILD } from './wild-policies.ts'

/** How long a decision takes, in milliseconds of this machine, against the limit that its median must keep. */
const bench = new Bench({ time: 300, warmupTime: 100 })
const limits = new Map<string, number>()

function add(name: string, limit: number, policies: readonly Policy[]) {
  limits.set(name, limit)
  let next = 0
  bench.add(name, () => {
    const policy = policies[next++ % policies.length]
    if (policy) findUndenied(policy, plainHttp(BUCKET))
  })
}

const sizeOf = (statements: readonly JsonObject[]) =>
  Buffer.byteLength(JSON.stringify(document([...statements])))

/** As many of the statements as S3 would store. */
const fitting = (statements: readonly JsonObject[]): readonly JsonObject[] =>
  sizeOf(statements) <= 20_480 ? statements : fitting(statements.slice(0, -1))

const usual = fc
  .sample(almostRight, { seed: 1, numRuns: 3000 })
  .filter((statements) => statements.length <= 10)
  .map((statements) => parsePolicy(document(statements)))
add(`${usual.length} policies of up to ten statements`, 0.1, usual)

const hard: readonly (readonly [string, readonly JsonObject[]])[] = [
  ...WORST.map(([name, , statements]) => [name, statements] as const),
  ...Object.entries(WILD),
]
for (const [name, statements] of hard) {
  const stored = fitting(statements)
  const policy = parsePolicy(document([...stored]))
  const { type } = findUndenied(policy, plainHttp(BUCKET))
  add(`${name} (${sizeOf(stored)} bytes): ${type}`, 50, [policy])
}

await bench.run()
const rows = bench.tasks.map(row)
if (process.argv.includes('--json')) console.log(JSON.stringify(rows))
else console.table(rows)
process.exitCode = rows.every(({ ratio }) => ratio < 1) ? 0 : 1

function row({ name, result }: Task) {
  if (!('latency' in result)) throw new Error(`Cannot measure "${name}"`)
  const { p50, min, max } = result.latency
  const limit = limits.get(name) ?? 0
  const round = (figure: number) => Number(figure.toPrecision(3))
  return {
    policy: name,
    median: round(p50),
    min: round(min),
    max: round(max),
    limit,
    ratio: round(p50 / limit),
  }
}
