import { S3Client } from '@aws-sdk/client-s3'
import { PATIENCE } from './patience.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Endpoint, region and credentials are the SDK's own: `AWS_ENDPOINT_URL`, `AWS_REGION`, profiles. */
export function createS3Client(environment: Environment, maxAttempts: number): S3Client {
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL
  return new S3Client({
    maxAttempts,
    requestHandler: PATIENCE,
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

export const createS3Clients = (environment: Environment): S3Clients => ({
  reader: createS3Client(environment, 5),
  writer: createS3Client(environment, 1),
})
