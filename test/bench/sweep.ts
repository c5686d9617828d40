import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { BusEvent } from '../../src/local-aws/events/bus-event.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { addCompliantBuckets } from '../end-to-end/many-buckets.ts'
import { sample } from '../support/events.ts'
import { type Run, startProcess } from './lambda-process.ts'
import { costOf } from './sweep-cost.ts'

/** A sweep of very many buckets on the embedded AWS: its time, requests and memory here, and its cost on AWS. */
const BUCKETS = Number(process.argv[2] ?? 100_000)
const CHECKS = 2000
const NOTES = 10_000

const JOURNAL = 'cooper-journal'
const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:cooper'

const events: BusEvent[] = []
let requests: Record<string, number> = {}
const aws = await startLocalAws({
  ...{ stackBuckets: [{ name: JOURNAL }], topics: [TOPIC_ARN] },
  log(entry) {
    if (entry.type === 'event') events.push(entry.event)
    if (entry.type !== 'request') return
    requests[entry.operation] = (requests[entry.operation] ?? 0) + 1
  },
})
addCompliantBuckets(aws, BUCKETS)

const folder = mkdtempSync(join(tmpdir(), 'cooper-bench-'))
const ca = join(folder, 'ca.pem')
writeFileSync(ca, aws.ca)
const environment = {
  ...{ AWS_ENDPOINT_URL: aws.httpsUrl, NODE_EXTRA_CA_CERTS: ca, AWS_REGION: 'us-east-1' },
  ...{ AWS_ACCESS_KEY_ID: 'cooper', AWS_SECRET_ACCESS_KEY: 'any', TOPIC_ARN },
  ...{ JOURNAL_BUCKET: JOURNAL, ROLE_NAME: 'cooper-dev-us-east-1' },
  ...{ SWEEP_RATE: '1000', DIGEST_AFTER: '0' },
}

async function measure(file: string, inputs: readonly unknown[]) {
  requests = {}
  const lambda = startProcess(resolve('dist', file), environment)
  const runs: Run[] = []
  for (const input of inputs) runs.push(await lambda.run(input))
  lambda.stop()
  const last = runs.at(-1)
  const sum = (of: (run: Run) => number) => runs.reduce((total, run) => total + of(run), 0)
  return {
    result: last?.result ?? {},
    seconds: sum(({ ms }) => ms) / 1000,
    megabytes: last?.megabytes ?? 0,
    logBytes: sum(({ logBytes }) => logBytes),
    requests,
  }
}

const scheduled = sample('sweep-scheduled.json', (event) => {
  event.time = new Date(Date.now() - 120_000).toISOString()
})
const swept = await measure('sweep.cjs', [scheduled])
const checked = await measure('bucket-changed.cjs', events.slice(0, CHECKS))

const stored = { etag: '"1"', headers: {}, modifiedAt: new Date() }
for (let index = 0; index < NOTES; index += 1) {
  const bucket = `bucket-${index}`
  const facts = {
    version: 1,
    sweep: '20261120T031500Z-1',
    kind: 'remediated',
    account: '123456789012',
    bucket,
  }
  const line = '- The statement "CooperTlsOnly" was added to the bucket policy.'
  const body = Buffer.from(JSON.stringify({ ...facts, time: 't', lines: [line] }))
  const key = `sweeps/pending/20261120T031500Z-1/remediated/123456789012/${bucket}/t.json`
  aws.bucket(JOURNAL)?.objects.set(key, { ...stored, body })
}
const digested = await measure('sweep.cjs', [sample('sweep-digest-due.json')])
await aws.close()
rmSync(folder, { recursive: true })

const GETS = /^Get/
const reads = Object.entries(checked.requests).filter(([name]) => GETS.test(name))
const getsPerCheck = reads.reduce((sum, [, count]) => sum + count, 0) / CHECKS
console.log(JSON.stringify({ swept, checked, digested }, undefined, 2))
console.table(
  [1000, 10_000, 100_000].map((buckets) => {
    const { costs, total, ...rest } = costOf(buckets, getsPerCheck, checked.logBytes / CHECKS)
    const rounded = Object.entries(costs).map(([name, cost]) => [name, cost.toFixed(4)])
    return { ...rest, ...Object.fromEntries(rounded), 'US dollars': total.toFixed(3) }
  }),
)
const isRight = swept.result.buckets === BUCKETS + 1 && checked.result.outcome === 'compliant'
process.exitCode = isRight && Array.isArray(digested.result.notified) ? 0 : 1
