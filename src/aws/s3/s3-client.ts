import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { lazy } from '../../core/lazy.ts'
import { TIMEOUTS } from '../timeouts.ts'

type ClientEnvironment = Readonly<Record<string, string | undefined>>

/** The credentials of another account, and connections that its clients share with others. */
export type AccountAccess = Pick<S3ClientConfig, 'credentials' | 'requestHandler'>

interface ClientOptions extends AccountAccess {
  /** Default: the SDK's region. */
  readonly region?: string | undefined
  /** The number of connections. Default: 50. */
  readonly connections?: number
  /** Default: the SDK's retry strategy. */
  readonly retryStrategy?: S3ClientConfig['retryStrategy']
}

/** The SDK resolves endpoint, region and credentials: `AWS_ENDPOINT_URL`, `AWS_REGION`, profiles. */
export function createS3Client(
  environment: ClientEnvironment,
  maxAttempts: number,
  { region, connections: maxSockets, retryStrategy, ...access }: ClientOptions = {},
): S3Client {
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL
  const agent = { keepAlive: true, maxSockets }
  return new S3Client({
    maxAttempts,
    ...(region && { region }),
    ...(retryStrategy && { retryStrategy }),
    requestHandler: { ...TIMEOUTS, ...(maxSockets && { httpAgent: agent, httpsAgent: agent }) },
    forcePathStyle: endpoint !== undefined && endpoint !== '',
    ...access,
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
  access?: AccountAccess,
): S3Clients {
  const writer = lazy(() => createS3Client(environment, 1, { region, ...access }))
  return {
    reader: createS3Client(environment, 5, { region, ...access }),
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
  access?: AccountAccess,
): (region: string) => S3Clients {
  const made = new Map([[homeRegion, home]])
  return (region) => {
    const clients = made.get(region) ?? createS3Clients(environment, region, access)
    made.set(region, clients)
    return clients
  }
}
