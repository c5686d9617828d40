import { isRegion } from '../../core/bucket.ts'

const HEADER = 'x-amz-bucket-region'

/**
 * The region of the bucket that S3 named in an error. `undefined`: it named none. S3 names it in a header, and for a
 * signature of another region in the text of the error.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingRouting.html
 */
export function regionInAnswer(error: unknown): string | undefined {
  const { $response, Region } = (error instanceof Error ? error : {}) as {
    readonly $response?: { readonly headers?: Readonly<Record<string, string>> }
    readonly Region?: unknown
  }
  const named = $response?.headers?.[HEADER] ?? Region
  return typeof named === 'string' && isRegion(named) ? named : undefined
}
