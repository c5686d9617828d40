import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { BusEvent } from '../../src/local-aws/events/bus-event.ts'
import { localRole } from '../../src/local-aws/identity/role.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { addCompliantBuckets } from '../end-to-end/many-buckets.ts'
import { sample } from '../support/events.ts'
import { startProcess } from './lambda-process.ts'

/** The sweep of an organization on the embedded AWS: its time, requests and memory. */
const ACCOUNTS = Number(process.argv[2] ?? 300)
const BUCKETS = Number(process.argv[3] ?? 1000)
/** Checks that are measured, in turn for all accounts. */
const CHECKS = Number(process.argv[4] ?? 3000)

const HUB = '123456789012'
const JOURNAL = 'cooper-journal'
const TOPIC_ARN = `arn:aws:sns:us-east-1:${HUB}:cooper`
const members = Array.from({ length: ACCOUNTS - 1 }, (_, at) => String(200_000_000_000 + at))

const trust = [
  {
    ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
    Principal: { AWS: `arn:aws:iam::${HUB}:root` },
  },
]
const policy = [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]

const events: BusEvent[] = []
let requests: Record<string, number> = {}
const aws = await startLocalAws({
  ...{ stackBuckets: [{ name: JOURNAL }], topics: [TOPIC_ARN] },
  roles: members.map((account) => localRole({ account, name: 'cooper-member', trust, policy })),
  organization: {
    ...{ id: 'o-exampleorg1', root: 'r-exam', managementAccount: HUB },
    accounts: [HUB, ...members].map((id) => ({ id, name: `account ${id}` })),
  },
  log(entry) {
    if (entry.type === 'event') events.push(entry.event)
    if (entry.type === 'request') {
      requests[entry.operation] = (requests[entry.operation] ?? 0) + 1
    }
  },
})
for (const account of [HUB, ...members]) addCompliantBuckets(aws, BUCKETS, account)

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
  let [ms, logBytes, megabytes] = [0, 0, 0]
  let result: unknown
  for (const input of inputs) {
    const run = await lambda.run(input)
    ms += run.ms
    logBytes += run.logBytes
    ;({ result, megabytes } = run)
  }
  lambda.stop()
  return { result, seconds: ms / 1000, megabytes, logBytes, requests }
}

const scheduled = sample('sweep-scheduled.json', (event) => {
  event.time = new Date(Date.now() - 120_000).toISOString()
})
const swept = await measure('hub-sweep.cjs', [scheduled])
const every = Math.max(1, Math.floor(events.length / CHECKS))
const checks = events.filter((_, at) => at % every === 0).slice(0, CHECKS)
const checked = await measure('hub-bucket-changed.cjs', checks)
await aws.close()
rmSync(folder, { recursive: true })
console.log(JSON.stringify({ swept, checked }, undefined, 2))
const { buckets } = swept.result as { readonly buckets?: number }
process.exitCode = buckets === ACCOUNTS * BUCKETS + 1 ? 0 : 1
