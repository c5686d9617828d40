/** Prints how long decisions take: the median over almost right policies of up to ten statements, and the worst of 20 KB. */
import fc from 'fast-check'
import type { Policy } from '../../../src/core/policy/document.ts'
import { parsePolicy } from '../../../src/core/policy/parse.ts'
import { plainHttp } from '../../../src/core/policy/plain-http.ts'
import { findUndenied } from '../../../src/core/policy/undenied.ts'
import { almostRight, BUCKET, document } from './almost-right.ts'
import { WORST } from './worst-policies.ts'

const ROUNDS = 3

function milliseconds(policy: Policy): number {
  const start = performance.now()
  findUndenied(policy, plainHttp(BUCKET))
  return performance.now() - start
}

const policies = fc
  .sample(almostRight, { seed: 1, numRuns: 3000 })
  .filter((statements) => statements.length <= 10)
  .map((statements) => parsePolicy(document(statements)))
for (const policy of policies) milliseconds(policy)
const sorted = policies.map(milliseconds).sort((left, right) => left - right)
const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(3)
console.log(`up to ten statements: median ${at(0.5)} ms, 99 % ${at(0.99)} ms (target 0.1 ms)`)

for (const [name, expected, statements] of WORST) {
  const policy = parsePolicy(document(statements))
  const rounds = Array.from({ length: ROUNDS }, () => milliseconds(policy))
  const [first = 0] = rounds
  const figures = `first ${first.toFixed(1)} ms, best ${Math.min(...rounds).toFixed(1)} ms`
  console.log(`20 KB, ${name}: ${expected}, ${figures} (target 50 ms)`)
}
