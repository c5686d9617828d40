import { openProver, provePolicies } from './prove-policies.ts'

/** Judges every so-many-th policy, and prints each verdict as a line of JSON: a process of its own, since z3 wants one. */
const [seed = 0, from = 0, to = 0, step = 1] = process.argv.slice(2).map(Number)
const indexes = Array.from({ length: Math.ceil((to - from) / step) }, (_, nth) => from + nth * step)

const solver = await openProver()
for await (const { index, policy, requests, verdict } of provePolicies(solver, seed, indexes)) {
  const isDisagreement = verdict.type === 'disagreement'
  const shown = isDisagreement ? { name: policy.name, document: policy.document } : {}
  process.stdout.write(`${JSON.stringify({ index, requests: requests.name, verdict, ...shown })}\n`)
}
await solver.close()
