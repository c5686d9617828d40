import {
  type S3Client,
  S3ServiceException,
  UpdateObjectEncryptionCommand,
} from '@aws-sdk/client-s3'
import type { Bucket } from '../../core/bucket.ts'
import type { Refusal } from '../../core/bucket-calls.ts'
import { answerCode, errorText } from '../../core/cooper-error.ts'
import type { EncryptionTarget } from '../../core/reencryption/target.ts'

/**
 * Updates the encryption of one version in place. It may be repeated. The API has no condition on the ETag.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html
 */
export async function updateObjectEncryption(
  client: S3Client,
  { name, account }: Bucket,
  { key, versionId }: { readonly key: string; readonly versionId: string },
  { keyArn, bucketKey }: EncryptionTarget,
): Promise<Refusal | undefined> {
  const command = new UpdateObjectEncryptionCommand({
    ...{ Bucket: name, Key: key, VersionId: versionId, ExpectedBucketOwner: account },
    ObjectEncryption: { SSEKMS: { KMSKeyArn: keyArn, BucketKeyEnabled: bucketKey } },
  })
  try {
    await client.send(command)
    return undefined
  } catch (error) {
    // The client has repeated what may pass. What S3 answers still concerns this object only.
    if (!(error instanceof S3ServiceException)) throw error
    return { code: answerCode(error), message: errorText(error) }
  }
}
