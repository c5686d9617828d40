import type { ContextPart } from '../core/assessment/circumstances.ts'
import type { Bucket } from '../core/bucket.ts'
import { hasCode } from '../core/cooper-error.ts'
import type { BucketCalls } from '../core/ports.ts'
import type { BucketContext, BucketPosture } from '../core/posture.ts'

/** `undefined`: there is no such bucket any more. */
export const readPosture = (bucket: Bucket, s3: BucketCalls): Promise<BucketPosture | undefined> =>
  unlessGone(async () => {
    const [policy, encryption] = await Promise.all([
      s3.readPolicy(bucket),
      s3.readEncryption(bucket),
    ])
    return { bucket, policy, encryption }
  })

/** Only what is asked for, all at the same time. `undefined`: there is no such bucket any more. */
export const readContext = (
  bucket: Bucket,
  parts: readonly ContextPart[],
  s3: BucketCalls,
): Promise<BucketContext | undefined> =>
  unlessGone(async () => {
    const readers = {
      exemptTag: s3.readExemptTag,
      website: s3.readWebsite,
      logAcl: s3.readLogAcl,
    }
    const read = async (part: ContextPart) => [part, await readers[part](bucket)] as const
    return Object.fromEntries(await Promise.all(parts.map(read)))
  })

async function unlessGone<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (hasCode(error, 'NoSuchBucket')) return undefined
    throw error
  }
}
