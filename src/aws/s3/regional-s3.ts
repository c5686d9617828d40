import { setTimeout as wait } from 'node:timers/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { ConfiguredRetryStrategy } from '@smithy/core/retry'
import type { BucketCalls } from '../../core/bucket-calls.ts'
import { bucketCalls } from './bucket-calls.ts'
import { createS3Client } from './s3-client.ts'

type S3Environment = Readonly<Record<string, string | undefined>>

export interface RegionalS3 {
  readonly client: S3Client
  readonly calls: BucketCalls
}

export interface Pacing {
  /** How many connections to each region. */
  readonly connections: number
  /** How many milliseconds the next request must wait. */
  turn(): number
  /** Is given the error of each answer, also of those after which the SDK tries again. `undefined`: it was none. */
  answered(error: unknown): void
}

const ATTEMPTS = 5

// After SlowDown the SDK alone would wait five times as long as after any other error; here turns do that for all requests.
const again = () =>
  new ConfiguredRetryStrategy(ATTEMPTS, (attempt) => Math.random() * 100 * 2 ** attempt)

/** S3 of each region, made when it is first asked for. */
export function regionalS3(
  environment: S3Environment,
  { connections, ...pace }: Pacing,
): (region: string) => RegionalS3 {
  const made = new Map<string, RegionalS3>()
  return (region) => {
    const known = made.get(region)
    if (known) return known
    const client = createS3Client(environment, ATTEMPTS, {
      region,
      connections,
      retryStrategy: again(),
    })
    addPacing(client, pace)
    const calls = bucketCalls({ reader: client, writer: client })
    const fresh = { client, calls }
    made.set(region, fresh)
    return fresh
  }
}

/** Within the SDK's own retries, so that each attempt takes its turn and its answer counts. */
function addPacing(client: S3Client, { turn, answered }: Omit<Pacing, 'connections'>) {
  client.middlewareStack.add(
    (next) => async (args) => {
      const milliseconds = turn()
      if (milliseconds > 0) await wait(milliseconds)
      try {
        const answer = await next(args)
        answered(undefined)
        return answer
      } catch (error) {
        answered(error)
        throw error
      }
    },
    { step: 'finalizeRequest', name: 'paceRequests', priority: 'low' },
  )
}
