import { ListBucketsCommand, type S3Client } from '@aws-sdk/client-s3'
import { getEndpointFromInstructions } from '@smithy/core/endpoints'

/** The endpoint of S3 if it is plain HTTP, by the variables or the profile. Sends no request. */
export async function plainHttpEndpoint({ config }: S3Client): Promise<string | undefined> {
  const { url } = await getEndpointFromInstructions({}, ListBucketsCommand, config)
  return url.protocol === 'http:' ? url.origin : undefined
}
