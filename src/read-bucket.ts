import type { Bucket } from './core/bucket.ts'
import type { ContextPart } from './core/circumstances.ts'
import type { BucketContext, BucketPosture } from './core/posture.ts'
import type { BucketCalls } from './edge.ts'
import { within } from './out-of-time.ts'

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

/** A second look, which must not fail, nor take longer: what was done must be told even then. */
export async function lookAgain(
  bucket: Bucket,
  s3: BucketCalls,
  milliseconds = Number.POSITIVE_INFINITY,
): Promise<BucketPosture | undefined> {
  try {
    return await within(milliseconds, readPosture(bucket, s3))
  } catch {
    const unread = { known: false, reason: 'The bucket could not be read again' } as const
    return { bucket, policy: unread, encryption: unread }
  }
}

async function unlessGone<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (isNoSuchBucket(error)) return undefined
    throw error
  }
}

const isNoSuchBucket = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'NoSuchBucket'
