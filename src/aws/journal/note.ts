import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { keyOfNote } from '../../core/digest/keys.ts'
import type { Note } from '../../core/digest/note.ts'

/** Puts a note for the digest into the journal's bucket. */
export async function putNote(
  client: S3Client,
  bucket: string,
  account: string,
  note: Note,
): Promise<void> {
  await client.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: keyOfNote(note),
      // Should the bucket change hands, nothing is told to its new owner.
      ExpectedBucketOwner: account,
      Body: JSON.stringify(note),
      ContentType: 'application/json',
    }),
  )
}
