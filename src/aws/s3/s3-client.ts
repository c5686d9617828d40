import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { lazy } from '../../core/lazy.ts'
import { TIMEOUTS } from '../timeouts.ts'

type ClientEnvironment = Readonly<Record<string, string | undefined>>

interface ClientOptions {
  /** The SDK's own choice, where left out. */
  readonly region?: string | undefined
  /** How many at once; 50 where left out. */
  readonly connections?: number
  /** When a request is sent again; the SDK's own choice, where left out. */
  readonly retryStrategy?: S3ClientConfig['retryStrategy']
}

/** Endpoint, region and credentials are the SDK's own: `AWS_ENDPOINT_URL`, `AWS_REGION`, profiles. */
export function createS3Client(
  environment: ClientEnvironment,
  maxAttempts: number,
  { region, connections: maxSockets, retryStrategy }: ClientOptions = {},
): S3Client {
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL
  const agent = { keepAlive: true, maxSockets }
  return new S3Client({
    maxAttempts,
    ...(region && { region }),
    ...(retryStrategy && { retryStrategy }),
    requestHandler: { ...TIMEOUTS, ...(maxSockets && { httpAgent: agent, httpsAgent: agent }) },
    // CreateBucket may be seen in us-east-1 for a bucket that lives elsewhere.
    followRegionRedirects: true,
    forcePathStyle: endpoint !== undefined && endpoint !== '',
  })
}

export interface S3Clients {
  readonly reader: S3Client
  /** Sends each request once: what it would send again, somebody else may have changed meanwhile. */
  readonly writer: S3Client
}

/** Of the SDK's own region, where none is named. Most events need no writer: it is made when it is first asked for. */
export function createS3Clients(environment: ClientEnvironment, region?: string): S3Clients {
  const writer = lazy(() => createS3Client(environment, 1, { region }))
  return {
    reader: createS3Client(environment, 5, { region }),
    get writer() {
      return writer()
    },
  }
}

/**
 * The clients for a bucket's own region; `home` for that of the environment. One client would follow S3 into another
 * region too, but it changes its own while it does, and two requests at the same time leave it there.
 */
export function clientsByRegion(
  environment: ClientEnvironment,
  home: S3Clients,
): (region: string) => S3Clients {
  const made = new Map([[environment.AWS_REGION ?? '', home]])
  return (region) => {
    const clients = made.get(region) ?? createS3Clients(environment, region)
    made.set(region, clients)
    return clients
  }
}
