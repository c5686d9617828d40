import type { Context } from 'aws-lambda'
import { type BucketPlace, partitionOf } from '../core/bucket.ts'

/** The place of a function, which is that of the buckets it guards. `invoke local` does not set the ARN of the function. */
export function functionPlace(
  { invokedFunctionArn }: Pick<Context, 'invokedFunctionArn'>,
  topicArn: string,
  { AWS_REGION }: Readonly<Record<string, string | undefined>>,
): BucketPlace {
  const [, , , home = '', account = ''] = (invokedFunctionArn || topicArn).split(':')
  const region = AWS_REGION || home
  return { account, region, partition: partitionOf(region) }
}
