import { type AwsError, awsError } from '../../../http/aws-error.ts'
import type { StoredBucket } from '../../bucket.ts'
import type { BucketCall } from '../../operation.ts'
import type { MultipartUpload } from './multipart-upload.ts'

/** The upload that a call names. Throws where there is none, or it is one of another key. */
export function uploadOf({ bucket, exchange, target }: BucketCall): MultipartUpload {
  const id = exchange.query.get('uploadId') ?? ''
  const upload = bucket.uploads?.get(id)
  if (upload?.key === target.key) return upload
  throw noSuchUpload(id)
}

export function addUpload(bucket: StoredBucket, upload: MultipartUpload): void {
  bucket.uploads ??= new Map()
  bucket.uploads.set(upload.id, upload)
}

const noSuchUpload = (UploadId: string): AwsError =>
  awsError(
    'NoSuchUpload',
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { details: { UploadId } },
  )
