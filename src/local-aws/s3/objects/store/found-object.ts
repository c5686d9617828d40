import { type AwsError, awsError } from '../../../http/aws-error.ts'
import type { StoredBucket } from '../../bucket.ts'
import { invalidArgument, methodNotAllowed } from '../../errors.ts'
import type { BucketCall } from '../../operation.ts'
import { authorizeListing } from '../../request/authorize.ts'
import { isMarker, type StoredObject, type StoredVersion, versionIdOf } from './stored-object.ts'
import { findVersion, versionsOf } from './versions.ts'

/** The object that a call names, in the version that its query names. Throws where there is none. */
export const objectOf = (call: BucketCall): StoredObject =>
  findObject(call, call.target.key, call.exchange.query.get('versionId') ?? undefined)

export function findObject(
  call: BucketCall,
  key: string,
  versionId: string | undefined,
): StoredObject {
  const { bucket } = call
  if (versionId !== undefined) return findNamed(call, key, versionId)
  const object = bucket.objects.get(key)
  if (object !== undefined) return object
  // A caller that may not list the bucket does not learn that the key is missing.
  authorizeListing(call)
  const [latest] = versionsOf(bucket, key)
  throw noSuchKey(key, latest === undefined ? {} : markerHeaders(latest))
}

function findNamed(call: BucketCall, key: string, versionId: string): StoredObject {
  checkVersionId(versionId)
  const found = findVersion(call.bucket, key, versionId)
  if (found === undefined) {
    throw awsError('NoSuchVersion', 404, 'The specified version does not exist.', {
      details: { Key: key, VersionId: versionId },
    })
  }
  if (!isMarker(found)) return found
  const { code, message, status, details } = methodNotAllowed(call.exchange.method)
  throw awsError(code, status, message, { details, headers: markerHeaders(found) })
}

export const noSuchKey = (key: string, headers: Record<string, string> = {}): AwsError =>
  awsError('NoSuchKey', 404, 'The specified key does not exist.', {
    details: { Key: key },
    headers,
  })

const markerHeaders = (version: StoredVersion) => ({
  'x-amz-delete-marker': 'true',
  'x-amz-version-id': versionIdOf(version),
})

/** Version ids are those that this S3 gives, or `null`. */
export function checkVersionId(versionId: string): void {
  if (/^(null|[0-9a-f]{32})$/.test(versionId)) return
  throw invalidArgument('Invalid version id specified', 'versionId', versionId)
}

/** The version id of a stored version, which a bucket without versioning does not tell. */
export const versionHeaders = (
  { versioning }: StoredBucket,
  version: Pick<StoredObject, 'versionId'>,
): Record<string, string> =>
  versioning === undefined ? {} : { 'x-amz-version-id': versionIdOf(version) }

/** That of a version that was just written: a bucket whose versioning is suspended does not tell it. */
export const writtenVersionHeaders = (
  bucket: StoredBucket,
  version: Pick<StoredObject, 'versionId'>,
): Record<string, string> =>
  bucket.versioning === 'Enabled' ? versionHeaders(bucket, version) : {}
