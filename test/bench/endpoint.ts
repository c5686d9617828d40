import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { unvalidatedPolicy } from '../../src/local-aws/s3/configurations/bucket-policy.ts'
import { startLocalAws } from '../../src/local-aws/start.ts'
import { policyOf } from '../support/builders.ts'

/** An AWS to measure against. */
export interface Endpoint {
  readonly account: string
  readonly region: string
  /** What a process needs to reach it, with a topic and a journal. */
  readonly environment: Readonly<Record<string, string>>
  /** Empty for AWS itself. */
  readonly url: string
  /** Makes buckets, and answers their names. */
  make(count: number, kind: 'compliant' | 'without-policy'): Promise<readonly string[]>
  /** From now on it answers each request after so many milliseconds; `false` where it can't, and takes its own time. */
  delay(milliseconds: number): boolean
  /** How many requests came since the last call; `undefined` where nobody counts. */
  requests(): number | undefined
  /** Takes away what was made. */
  close(): Promise<void>
}

export interface Busy {
  /** Requests that it serves in a second; what is too much is answered SlowDown. */
  readonly requestsPerSecond: number
}

const JOURNAL = 'cooper-journal'
const TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:cooper'

/** What Cooper calls, and what the SDK alone is asked for. */
const CALLS = [
  ...['GetBucketPolicy', 'GetBucketEncryption', 'GetBucketTagging', 'GetBucketWebsite'],
  ...['GetBucketAcl', 'PutBucketPolicy', 'PutBucketEncryption', 'ListObjectsV2', 'GetObject'],
  ...['PutObject', 'Publish'],
]

/** The embedded AWS, in this process: who is measured runs in another one. */
export async function embeddedEndpoint(busy?: Busy): Promise<Endpoint> {
  let requests = 0
  const aws = await startLocalAws({
    ...{ stackBuckets: [JOURNAL], topics: [TOPIC_ARN] },
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
      // One policy for all, so that the server holds little of very many buckets.
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

/** Lets so many through in each second, and as many as a tenth of a second's at once. */
function limiter({ requestsPerSecond }: Busy): () => boolean {
  const most = requestsPerSecond / 10
  let left = most
  let since = performance.now()
  return () => {
    const now = performance.now()
    left = Math.min(most, left + ((now - since) / 1000) * requestsPerSecond)
    since = now
    if (left < 1) return true
    left -= 1
    return false
  }
}
