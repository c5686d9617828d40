import { Bench } from 'tinybench'
import type { JsonObject } from '../../src/core/policy/document.ts'
import { parsePolicy } from '../../src/core/policy/parse.ts'
import { plainHttp } from '../../src/core/policy/plain-http.ts'
import { findUndenied } from '../../src/core/policy/undenied.ts'
import { USUAL, WILD } from './wild-policies.ts'

/** How long the decision takes: `npm run bench`. Milliseconds of this machine, against the limits that it must keep. */
const BUCKET = { name: 'my-bucket', partition: 'aws' }

async function measure(policies: Readonly<Record<string, JsonObject[]>>, limit: number) {
  const bench = new Bench({ time: 300, warmupTime: 100 })
  for (const [name, Statement] of Object.entries(policies)) {
    const document = fitting(Statement)
    const bytes = sizeOf(document)
    const policy = parsePolicy(document)
    const { type } = findUndenied(policy, plainHttp(BUCKET))
    bench.add(`${name} (${bytes} bytes): ${type}`, () => {
      findUndenied(policy, plainHttp(BUCKET))
    })
  }
  await bench.run()
  return bench.tasks.map(({ name, result }) => {
    if (!('latency' in result)) throw new Error(`Cannot measure "${name}"`)
    const { p50, min, max } = result.latency
    const round = (ms: number) => Number(ms.toPrecision(3))
    return {
      policy: name,
      median: round(p50),
      min: round(min),
      max: round(max),
      limit,
      within: p50 < limit,
    }
  })
}

const sizeOf = (document: object) => Buffer.byteLength(JSON.stringify(document))

/** As many of the statements as S3 would store. */
function fitting(statements: readonly JsonObject[]): { Statement: readonly JsonObject[] } {
  const document = { Version: '2012-10-17', Statement: statements }
  return sizeOf(document) <= 20_480 ? document : fitting(statements.slice(0, -1))
}

const rows = [...(await measure(USUAL, 0.1)), ...(await measure(WILD, 50))]
if (process.argv.includes('--json')) console.log(JSON.stringify(rows))
else console.table(rows)
process.exitCode = rows.every(({ within }) => within) ? 0 : 1
