import { emptyReply, header } from '../../http/exchange.ts'
import type { BucketCall, BucketOperation } from '../operation.ts'
import { authorizeAlso } from '../request/authorize.ts'
import { BYPASS, checkUnlocked } from './lock/object-lock.ts'
import { checkVersionId } from './store/found-object.ts'
import { isMarker, versionIdOf } from './store/stored-object.ts'
import { deleteCurrent, deleteVersion, findVersion } from './store/versions.ts'
import { checkDeleteCondition } from './upload/conditions.ts'

const deleteObject: BucketOperation = {
  name: 'DeleteObject',
  method: 'DELETE',
  on: 'object',
  action: 's3:DeleteObject',
  versionAction: 's3:DeleteObjectVersion',
  parameters: ['versionId'],
  headers: ['if-match', BYPASS],
  run(call) {
    const { exchange, target } = call
    const expected = header(exchange, 'if-match')
    if (expected !== undefined) authorizeAlso(call, 's3:GetObject')
    const versionId = exchange.query.get('versionId') ?? undefined
    const { marker, versionId: deleted } = deleteOne(call, { ...target, versionId, expected })
    return emptyReply(204, {
      ...(deleted === undefined ? {} : { 'x-amz-version-id': deleted }),
      ...(marker ? { 'x-amz-delete-marker': 'true' } : {}),
    })
  },
}

export const DELETE_OBJECT_OPERATIONS = [deleteObject]

export interface Deletion {
  readonly key: string
  readonly versionId: string | undefined
  /** The ETag that the current object must have. */
  readonly expected: string | undefined
}

export interface Deleted {
  /** The version that is gone, or the delete marker that was left. */
  readonly versionId: string | undefined
  /** Whether that is a delete marker. */
  readonly marker: boolean
}

/** Deletes an object or a version of one, whether there is one or not. */
export function deleteOne(call: BucketCall, { key, versionId, expected }: Deletion): Deleted {
  const { bucket, cloud } = call
  checkDeleteCondition(expected, bucket.objects.get(key))
  if (versionId === undefined) {
    const marker = deleteCurrent(bucket, key, cloud.clock())
    return { versionId: marker && versionIdOf(marker), marker: marker !== undefined }
  }
  checkVersionId(versionId)
  const found = findVersion(bucket, key, versionId)
  if (found !== undefined && !isMarker(found)) checkUnlocked(call, found.headers, key)
  deleteVersion(bucket, key, versionId)
  return { versionId, marker: found !== undefined && isMarker(found) }
}
