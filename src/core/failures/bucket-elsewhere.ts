import type { Bucket } from '../bucket.ts'
import { cooperError, hasCode } from '../cooper-error.ts'

const ELSEWHERE = 'BucketElsewhere'

/** The error about a bucket that S3 says is in another region. No call follows it there: the region is part of every decision. */
export const bucketElsewhere = ({ name, region: asked }: Bucket, region: string, cause: unknown) =>
  cooperError(ELSEWHERE, `Bucket "${name}" is in ${region}, not in ${asked}`, { region, cause })

/** The region that S3 named. `undefined` for any other error. */
export const regionElsewhere = (error: unknown): string | undefined =>
  hasCode(error, ELSEWHERE) ? (error as ReturnType<typeof bucketElsewhere>).region : undefined
