import { createHash } from 'node:crypto'
import { emptyReply } from '../../http/exchange.ts'
import type { BucketCall, BucketOperation } from '../operation.ts'
import { ENCRYPTION_HEADERS, encryptionIn, encryptUpload } from './encryption/object-encryption.ts'
import { LOCK_HEADERS, lockOf } from './lock/object-lock.ts'
import { objectChecksumHeaders } from './read/object-checksum.ts'
import { writtenVersionHeaders } from './store/found-object.ts'
import type { StoredObject } from './store/stored-object.ts'
import { storeVersion } from './store/versions.ts'
import { ACL_HEADERS, checkObjectAcl } from './upload/acl.ts'
import { authorizeUpload } from './upload/authorize-upload.ts'
import { checkWriteConditions, WRITE_CONDITIONS } from './upload/conditions.ts'
import { METADATA_HEADERS, metadataOf, redirectOf, storageClassOf } from './upload/metadata.ts'
import { TAGS_HEADER, tagsOf } from './upload/object-tags.ts'

/** The headers of an upload, however its content comes. */
export const UPLOAD_HEADERS = [
  ...[...METADATA_HEADERS, ...ENCRYPTION_HEADERS, ...LOCK_HEADERS, ...ACL_HEADERS],
  TAGS_HEADER,
]

const putObject: BucketOperation = {
  name: 'PutObject',
  method: 'PUT',
  on: 'object',
  action: 's3:PutObject',
  headers: [...UPLOAD_HEADERS, ...WRITE_CONDITIONS],
  run(call) {
    const { bucket, exchange, target, cloud, content } = call
    const { body, checksum } = content
    const facts = uploadFacts(call)
    checkWriteConditions(exchange, bucket.objects.get(target.key))
    const etag = `"${createHash('md5').update(body).digest('hex')}"`
    const object = { body, etag, modifiedAt: cloud.clock(), checksum, ...facts }
    const stored = storeVersion(bucket, target.key, object)
    const headers = { etag, ...encryptionIn(facts.headers), ...objectChecksumHeaders(stored) }
    return emptyReply(200, { ...headers, ...writtenVersionHeaders(bucket, stored) })
  },
}

export const PUT_OBJECT_OPERATIONS = [putObject]

/** What an upload says of the object besides its content. Throws where S3 refuses that, or the caller may not say it. */
export function uploadFacts(
  call: BucketCall,
  metadata = metadataOf(call.exchange),
  tags = tagsOf(call.exchange),
): Pick<StoredObject, 'headers' | 'tags'> {
  const { exchange } = call
  authorizeUpload(call)
  checkObjectAcl(exchange)
  const headers = {
    ...metadata,
    ...redirectOf(exchange),
    ...storageClassOf(exchange),
    ...lockOf(call),
    ...encryptUpload(call),
  }
  return tags === undefined ? { headers } : { headers, tags }
}
