import { setTimeout as wait } from 'node:timers/promises'
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3'
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
  /** The number of connections to each region. */
  readonly connections: number
  /** Default: the credentials of the SDK. */
  readonly credentials?: S3ClientConfig['credentials']
  /** The milliseconds that the next request must wait. */
  turn(): number
  /** Receives the error of each response, including those that the SDK retries. `undefined`: success. */
  answered(error: unknown): void
}

const ATTEMPTS = 5

// The SDK would wait five times as long after SlowDown as after other errors. Here the throttle delays all requests instead.
const again = () =>
  new ConfiguredRetryStrategy(ATTEMPTS, (attempt) => Math.random() * 100 * 2 ** attempt)

/** The S3 client of each region, created on first use. */
export function regionalS3(
  environment: S3Environment,
  { connections, credentials, ...pace }: Pacing,
): (region: string) => RegionalS3 {
  const made = new Map<string, RegionalS3>()
  return (region) => {
    const known = made.get(region)
    if (known) return known
    const client = createS3Client(environment, ATTEMPTS, {
      region,
      connections,
      ...(credentials && { credentials }),
      retryStrategy: again(),
    })
    addPacing(client, pace)
    const calls = bucketCalls({ reader: client, writer: client })
    const fresh = { client, calls }
    made.set(region, fresh)
    return fresh
  }
}

/** Runs within the SDK's retries, so that the throttle delays each attempt and counts its response. */
function addPacing(
  client: S3Client,
  { turn, answered }: Omit<Pacing, 'connections' | 'credentials'>,
) {
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
