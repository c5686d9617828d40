import { header } from '../../../http/exchange.ts'
import { CHECKSUM_PREFIX, isChecksumAlgorithm } from '../../content/checksum.ts'
import { invalidArgument, invalidRequest } from '../../errors.ts'
import type { BucketCall, BucketOperation } from '../../operation.ts'
import { authorizeAlso } from '../../request/authorize.ts'
import { xmlReply } from '../../respond.ts'
import { ENCRYPTION_HEADERS, encryptionIn } from '../encryption/object-encryption.ts'
import { UPLOAD_HEADERS, uploadFacts } from '../put-object.ts'
import { objectChecksumXml } from '../read/object-checksum.ts'
import { versionHeaders, writtenVersionHeaders } from '../store/found-object.ts'
import type { StoredObject } from '../store/stored-object.ts'
import { storeVersion } from '../store/versions.ts'
import { checkWriteConditions, WRITE_CONDITIONS } from '../upload/conditions.ts'
import { metadataIn } from '../upload/metadata.ts'
import { tagsOf } from '../upload/object-tags.ts'
import { COPY_SOURCE, type CopySource, findSource, SOURCE_HEADERS } from './copy-source.ts'

const METADATA_DIRECTIVE = 'x-amz-metadata-directive'
const TAGGING_DIRECTIVE = 'x-amz-tagging-directive'

const copyObject: BucketOperation = {
  name: 'CopyObject',
  method: 'PUT',
  on: 'object',
  namingHeader: COPY_SOURCE,
  action: 's3:PutObject',
  headers: [
    ...[COPY_SOURCE, METADATA_DIRECTIVE, TAGGING_DIRECTIVE],
    ...[...SOURCE_HEADERS, ...UPLOAD_HEADERS, ...WRITE_CONDITIONS],
  ],
  run(call) {
    const { bucket, exchange, target, cloud } = call
    const source = findSource(call)
    checkChanges(call, source)
    checkWriteConditions(exchange, bucket.objects.get(target.key))
    const facts = copyFacts(call, source)
    const { body } = source.object
    const checksum = checksumOfCopy(call, source.object)
    const object = { body, etag: source.object.etag, modifiedAt: cloud.clock(), checksum, ...facts }
    const stored = storeVersion(bucket, target.key, object)
    const reply = xmlReply('CopyObjectResult', {
      LastModified: stored.modifiedAt.toISOString(),
      ETag: stored.etag,
      ...objectChecksumXml(stored),
    })
    const version = versionHeaders(source.call.bucket, source.object)['x-amz-version-id']
    return {
      ...reply,
      headers: {
        ...reply.headers,
        ...encryptionIn(stored.headers),
        ...writtenVersionHeaders(bucket, stored),
        ...(version === undefined ? {} : { 'x-amz-copy-source-version-id': version }),
      },
    }
  },
}

export const COPY_OBJECT_OPERATIONS = [copyObject]

/** The metadata and tags of the copy: those of the source, or those of the request. */
function copyFacts(call: BucketCall, { object, call: there }: CopySource) {
  const metadata = isReplaced(call, METADATA_DIRECTIVE) ? undefined : metadataIn(object.headers)
  if (isReplaced(call, TAGGING_DIRECTIVE)) {
    return uploadFacts(call, metadata, tagsOf(call.exchange) ?? {})
  }
  const { tags = {} } = object
  if (Object.keys(tags).length > 0) {
    authorizeAlso(there, 's3:GetObjectTagging')
    authorizeAlso(call, 's3:PutObjectTagging')
  }
  return uploadFacts(call, metadata, tags)
}

function isReplaced({ exchange }: BucketCall, name: string): boolean {
  const directive = header(exchange, name) ?? 'COPY'
  if (directive === 'REPLACE') return true
  if (directive === 'COPY') return false
  throw invalidArgument(`Unknown ${name.slice(6).replace('-', ' ')}.`, name, directive)
}

const CHANGES = [
  ...['x-amz-storage-class', 'x-amz-website-redirect-location', ...ENCRYPTION_HEADERS],
  'x-amz-object-lock-mode',
]

/** S3 copies an object onto itself only where that changes something. */
function checkChanges(call: BucketCall, { call: there, key }: CopySource): void {
  const { bucket, target, exchange } = call
  if (there.bucket !== bucket || key !== target.key) return
  if (header(exchange, COPY_SOURCE)?.includes('?versionId=')) return
  if (isReplaced(call, METADATA_DIRECTIVE)) return
  if (CHANGES.some((name) => header(exchange, name) !== undefined)) return
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  )
}

function checksumOfCopy({ exchange }: BucketCall, { checksum }: StoredObject) {
  const asked = header(exchange, `${CHECKSUM_PREFIX}algorithm`)?.toLowerCase()
  if (asked === undefined) return checksum
  if (isChecksumAlgorithm(asked)) return asked
  throw invalidRequest('Checksum algorithm provided is unsupported.')
}
