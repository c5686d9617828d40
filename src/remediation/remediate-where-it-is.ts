import type { BucketEvent } from '../core/event.ts'
import { regionElsewhere } from '../core/failures/bucket-elsewhere.ts'
import type { Ports } from '../core/ports.ts'
import type { Settings } from '../core/settings.ts'
import { remediateBucket } from './remediate-bucket.ts'
import type { Result } from './result.ts'

/**
 * Remediates a bucket where it is: in the region of the event's bucket, or in the one that S3 names at the first read. The
 * event of a bucket that was created through the global endpoint arrives in us-east-1, wherever the bucket is.
 */
export async function remediateWhereItIs(
  event: BucketEvent,
  settings: Settings,
  portsIn: (region: string) => Ports,
): Promise<Result> {
  try {
    return await remediateBucket(event, settings, portsIn(event.bucket.region))
  } catch (error) {
    const region = regionElsewhere(error)
    if (region === undefined) throw error
    const bucket = { ...event.bucket, region }
    return remediateBucket({ ...event, bucket }, settings, portsIn(region))
  }
}
