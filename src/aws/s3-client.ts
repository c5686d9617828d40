import { S3Client } from '@aws-sdk/client-s3'
import { PATIENCE } from './patience.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Endpoint, region and credentials are the SDK's own: `AWS_ENDPOINT_URL`, `AWS_REGION`, profiles. */
export function createS3Client(environment: Environment): S3Client {
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL
  const client = new S3Client({
    maxAttempts: 5,
    requestHandler: PATIENCE,
    // CreateBucket may be seen in us-east-1 for a bucket that lives elsewhere.
    followRegionRedirects: true,
    forcePathStyle: endpoint !== undefined && endpoint !== '',
  })
  client.middlewareStack.add(markConflictsRetryable, {
    step: 'deserialize',
    priority: 'high',
    name: 'markConflictsRetryable',
  })
  return client
}

// S3 answers 409 while another change of the same bucket is under way, which is common right after its creation. The SDK
// backs off from throttling, and takes an error marked like this for one.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
const markConflictsRetryable =
  <Input extends object, Output>(next: (args: Input) => Promise<Output>) =>
  async (args: Input): Promise<Output> => {
    try {
      return await next(args)
    } catch (error) {
      if (error instanceof Error && error.name === 'OperationAborted') {
        Object.assign(error, { $retryable: { throttling: true } })
      }
      throw error
    }
  }
