import type { ContextPart } from '../core/assessment/circumstances.ts'
import { ATTRIBUTE_NAMES, ATTRIBUTES } from '../core/attributes/all.ts'
import type { AttributeName } from '../core/attributes/attribute.ts'
import type { Bucket } from '../core/bucket.ts'
import type { BucketCalls } from '../core/bucket-calls.ts'
import { hasCode } from '../core/cooper-error.ts'
import { NO_SUCH_BUCKET } from '../core/failures/not-yet.ts'
import type { BucketContext, BucketPosture } from '../core/posture.ts'

/** Reads the policy and the encryption concurrently. `undefined`: the bucket no longer exists. */
export const readPosture = (bucket: Bucket, s3: BucketCalls): Promise<BucketPosture | undefined> =>
  unlessGone(async () => {
    const values = await Promise.all(ATTRIBUTE_NAMES.map((name) => observe(name, bucket, s3)))
    return Object.assign({ bucket }, ...values)
  })

/** Reads the given parts of the context concurrently. `undefined`: the bucket no longer exists. */
export const readContext = (
  bucket: Bucket,
  parts: readonly ContextPart[],
  s3: BucketCalls,
): Promise<BucketContext | undefined> =>
  unlessGone(async () => {
    const readers = {
      tags: s3.readTags,
      website: s3.readWebsite,
      acl: s3.readAcl,
    }
    const read = async (part: ContextPart) => [part, await readers[part](bucket)] as const
    return Object.fromEntries(await Promise.all(parts.map(read)))
  })

async function unlessGone<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (hasCode(error, NO_SUCH_BUCKET)) return undefined
    throw error
  }
}

const observe = async <Name extends AttributeName>(
  name: Name,
  bucket: Bucket,
  s3: BucketCalls,
) => ({ [name]: await ATTRIBUTES[name].read(s3, bucket) })
