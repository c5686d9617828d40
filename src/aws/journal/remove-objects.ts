import { DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3'
import { inBatches } from '../../core/in-batches.ts'

const MOST_AT_ONCE = 1000

/** Deletes objects of the journal bucket. The roles allow it for notes, and for marks of the outbox, but not for entries. */
export async function removeObjects(
  bucket: string,
  account: string,
  keys: readonly string[],
  client: S3Client,
): Promise<void> {
  for (const some of inBatches(keys, MOST_AT_ONCE)) {
    const { Errors: [refused] = [] } = await client.send(
      new DeleteObjectsCommand({
        Bucket: bucket,
        ExpectedBucketOwner: account,
        Delete: { Objects: some.map((Key) => ({ Key })), Quiet: true },
      }),
    )
    if (refused) throw new Error(`Cannot delete "${refused.Key}": ${refused.Message}`)
  }
}
