import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { unvalidatedPolicy } from '../../src/local-aws/s3/configurations/policy/bucket-policy.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { policyOf } from '../support/builders.ts'

/** An AWS endpoint to measure against. */
export interface Endpoint {
  readonly account: string
  readonly region: string
  /** The environment that a process needs to reach it, with a topic and a journal. */
  readonly environment: Readonly<Record<string, string>>
  /** Empty for AWS itself. */
  readonly url: string
  /** Creates buckets, and returns their names. */
  make(count: number, kind: 'compliant' | 'without-policy'): Promise<readonly string[]>
  /** From now on each response takes so many milliseconds. `false` if the endpoint does not support that. */
  delay(milliseconds: number): boolean
  /** The number of requests since the last call. `undefined` if the endpoint does not count. */
  requests(): number | undefined
  /** Deletes everything that was created. */
  close(): Promise<void>
}

export interface Busy {
  /** Requests per second that it serves. Any more get SlowDown. */
  readonly requestsPerSecond: number
}

const JOURNAL = 'cooper-journal'
const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:cooper'

/** The calls of Cooper, and those that the SDK alone makes. */
const CALLS = [
  ...['GetBucketPolicy', 'GetBucketEncryption', 'GetBucketTagging', 'GetBucketWebsite'],
  ...['GetBucketAcl', 'PutBucketPolicy', 'PutBucketEncryption', 'ListObjectsV2', 'GetObject'],
  ...['PutObject', 'Publish'],
]

/** The embedded AWS, in this process. The measured code runs in another one. */
export async function embeddedEndpoint(busy?: Busy): Promise<Endpoint> {
  let requests = 0
  const aws = await startLocalAws({
    ...{ stackBuckets: [{ name: JOURNAL }], topics: [TOPIC_ARN] },
    ...(busy && { isBusy: limiter(busy) }),
    log: ({ type }) => {
      if (type === 'request') requests += 1
    },
  })
  const folder = mkdtempSync(join(tmpdir(), 'cooper-bench-'))
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, aws.ca)
  const { account, region } = aws
  const statement = tlsOnlyStatement({ name: '*', partition: 'aws' })
  return {
    ...{ account, region, url: aws.httpsUrl },
    environment: {
      ...{ AWS_ENDPOINT_URL: aws.httpsUrl, NODE_EXTRA_CA_CERTS: ca, AWS_REGION: region },
      ...{ AWS_ACCESS_KEY_ID: 'cooper', AWS_SECRET_ACCESS_KEY: 'any' },
      ...{ TOPIC_ARN, JOURNAL_BUCKET: JOURNAL, ROLE_NAME: 'cooper' },
    },
    async make(count, kind) {
      const run = randomBytes(4).toString('hex')
      const names = Array.from({ length: count }, (_, index) => `${run}-${index}`)
      const facts = { account, region, partition: 'aws', createdAt: new Date() }
      const [first = 'none'] = names
      // One policy for all, so that many buckets take little memory.
      const document = policyOf({ ...statement, Resource: '*' })
      const policy = unvalidatedPolicy(document, newBucket({ ...facts, name: first }))
      for (const name of names) {
        const bucket = newBucket({ ...facts, name })
        aws.addBucket(kind === 'compliant' ? { ...bucket, policy } : bucket)
      }
      return names
    },
    delay(delayMs) {
      aws.clearFaults()
      for (const operation of CALLS) {
        aws.fault({ operation, delayMs, times: Number.POSITIVE_INFINITY })
      }
      return true
    },
    requests() {
      const count = requests
      requests = 0
      return count
    },
    async close() {
      await aws.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Allows so many requests per second, in bursts of at most a tenth of that. */
export function limiter({ requestsPerSecond }: Busy): () => boolean {
  const most = requestsPerSecond / 10
  let tokens = most
  let since = performance.now()
  return () => {
    const now = performance.now()
    tokens = Math.min(most, tokens + ((now - since) / 1000) * requestsPerSecond)
    since = now
    if (tokens < 1) return true
    tokens -= 1
    return false
  }
}
