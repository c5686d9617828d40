import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { Verdict } from './judge.ts'
import { columnOf, count, detailOf, type Tally, tableOf } from './tally.ts'

/** Decides policies a second time, by the solver z3, and compares. */
const { values } = parseArgs({
  options: {
    policies: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    from: { type: 'string', default: '0' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
})

const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const from = Number(values.from)
const to = from + Number(values.policies)
const workers = Number(values.workers)
/** A worker is replaced after so many policies, since what z3 and the languages of texts keep in memory only grows. */
const SHIFT = 1250

interface Line {
  readonly index: number
  readonly requests: string
  readonly verdict: Verdict
  readonly name?: string
  readonly document?: unknown
}

const byClass: Tally = new Map()
const details = new Map<string, number>()
let disagreements = 0
let judged = 0

function take({ index, requests, verdict, name, document }: Line): void {
  judged += 1
  count(byClass, requests, columnOf(verdict))
  const detail = detailOf(verdict)
  if (detail) details.set(detail, (details.get(detail) ?? 0) + 1)
  if (judged % 200 === 0) process.stderr.write(`${judged} answers, last of policy ${index}\n`)
  if (verdict.type !== 'disagreement') return
  disagreements += 1
  console.log(
    `npm run prove -- --seed ${seed} --from ${index} --policies 1   # ${requests}; ${name}`,
  )
  console.log(`  ${verdict.reason}: ${verdict.request}`)
  console.log(`  ${JSON.stringify(document)}`)
}

async function runWorker(first: number, end: number): Promise<void> {
  const file = join(import.meta.dirname, 'worker.ts')
  const numbers = [seed, first, end, workers].map(String)
  const child = spawn(process.execPath, [file, ...numbers], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  for await (const line of createInterface({ input: child.stdout })) take(JSON.parse(line) as Line)
  const code = await ended
  if (code !== 0) throw new Error(`Cannot finish policies ${first} to ${end}: exit code ${code}`)
}

const started = performance.now()
console.log(`Seed ${seed}, policies ${from} to ${to - 1}`)
for (let start = from; start < to; start += SHIFT * workers) {
  const end = Math.min(start + SHIFT * workers, to)
  const firsts = Array.from({ length: workers }, (_, nth) => start + nth)
  await Promise.all(firsts.filter((first) => first < end).map((first) => runWorker(first, end)))
}

const seconds = Math.round((performance.now() - started) / 1000)
console.log(`\n${tableOf(byClass)}\n`)
for (const [detail, times] of [...details].toSorted(([, a], [, b]) => b - a)) {
  console.log(`${String(times).padStart(6)}  ${detail}`)
}
console.log(
  `\n${to - from} policies, ${judged} answers in ${seconds} s: ${disagreements} disagreements`,
)
process.exitCode = disagreements === 0 ? 0 : 1
