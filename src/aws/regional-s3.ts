import type { S3Client } from '@aws-sdk/client-s3'
import type { BucketCalls } from '../edge.ts'
import { bucketCalls } from './s3.ts'
import { createS3Client } from './s3-client.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface RegionalS3 {
  readonly client: S3Client
  readonly calls: BucketCalls
}

export interface Hearing {
  /** How many connections to each region. */
  readonly connections: number
  /** Hears of each answer, also of those that the SDK tries again after. */
  heard(error: unknown): void
}

/** S3 of each region, made when it is first asked for. */
export function regionalS3(
  environment: Environment,
  { connections, heard }: Hearing,
): (region: string) => RegionalS3 {
  const made = new Map<string, RegionalS3>()
  return (region) => {
    const known = made.get(region)
    if (known) return known
    const client = createS3Client(environment, 5, { region, connections })
    listen(client, heard)
    const calls = bucketCalls({ reader: client, writer: client })
    const fresh = { client, calls }
    made.set(region, fresh)
    return fresh
  }
}

/** Within the SDK's own retries, so that each attempt is heard of. */
function listen(client: S3Client, heard: Hearing['heard']) {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        const answer = await next(args)
        heard(undefined)
        return answer
      } catch (error) {
        heard(error)
        throw error
      }
    },
    { step: 'finalizeRequest', name: 'hearAnswers', priority: 'low' },
  )
}
