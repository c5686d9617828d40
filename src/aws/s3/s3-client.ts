import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { lazy } from '../../core/lazy.ts'
import { TIMEOUTS } from '../timeouts.ts'

type ClientEnvironment = Readonly<Record<string, string | undefined>>

interface ClientOptions {
  /** Default: the SDK's region. */
  readonly region?: string | undefined
  /** The number of connections. Default: 50. */
  readonly connections?: number
  /** Default: the SDK's retry strategy. */
  readonly retryStrategy?: S3ClientConfig['retryStrategy']
  /** Default: the credentials of the SDK. */
  readonly credentials?: Credentials | undefined
}

type Credentials = S3ClientConfig['credentials']

/** The SDK resolves endpoint, region and credentials: `AWS_ENDPOINT_URL`, `AWS_REGION`, profiles. */
export function createS3Client(
  environment: ClientEnvironment,
  maxAttempts: number,
  { region, connections: maxSockets, retryStrategy, credentials }: ClientOptions = {},
): S3Client {
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL
  const agent = { keepAlive: true, maxSockets }
  return new S3Client({
    maxAttempts,
    ...(region && { region }),
    ...(retryStrategy && { retryStrategy }),
    ...(credentials && { credentials }),
    requestHandler: { ...TIMEOUTS, ...(maxSockets && { httpAgent: agent, httpsAgent: agent }) },
    forcePathStyle: endpoint !== undefined && endpoint !== '',
  })
}

export interface S3Clients {
  readonly reader: S3Client
  /** Sends each request once: before a retry of a write, the attribute must be read again. */
  readonly writer: S3Client
}

/** Default: the SDK's region. The writer is created on first use, since most events need none. */
export function createS3Clients(
  environment: ClientEnvironment,
  region?: string,
  credentials?: Credentials,
): S3Clients {
  const writer = lazy(() => createS3Client(environment, 1, { region, credentials }))
  return {
    reader: createS3Client(environment, 5, { region, credentials }),
    get writer() {
      return writer()
    },
  }
}

/** The clients for each region: `home` for the own one, and others only for regions that S3 named. They follow no redirect. */
export function clientsByRegion(
  environment: ClientEnvironment,
  home: S3Clients,
  homeRegion: string,
  credentials?: Credentials,
): (region: string) => S3Clients {
  const made = new Map([[homeRegion, home]])
  return (region) => {
    const clients = made.get(region) ?? createS3Clients(environment, region, credentials)
    made.set(region, clients)
    return clients
  }
}
