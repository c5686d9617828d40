import { isAwsError } from '../../http/aws-error.ts'
import { header } from '../../http/exchange.ts'
import { childrenOf, parseXml, type Xml, xmlText } from '../../http/xml.ts'
import { batchLine } from '../access-logs/log-line.ts'
import { checkElements } from '../content/check-elements.ts'
import { accessDenied, invalidRequest, malformedXml } from '../errors.ts'
import type { BucketCall, BucketOperation } from '../operation.ts'
import { refusalOf } from '../request/authorize.ts'
import { readXml, xmlReply } from '../respond.ts'
import { type Deletion, deleteOne } from './delete-object.ts'
import { BYPASS } from './lock/object-lock.ts'

const SHAPE = { Quiet: 'text', Object: { Key: 'text', VersionId: 'text', ETag: 'text' } } as const

const deleteObjects: BucketOperation = {
  name: 'DeleteObjects',
  method: 'POST',
  on: 'bucket',
  subresource: 'delete',
  action: 's3:DeleteObject',
  headers: [BYPASS],
  keyIn: ({ body }) => deletionsIn(parseXml(body.toString(), 'Delete'))[0]?.key,
  run(call) {
    const request = readXml(call.exchange, 'Delete')
    checkElements(request, SHAPE, 'Delete')
    const deletions = deletionsIn(request)
    if (deletions.length === 0 || deletions.length > 1000) throw malformedXml()
    checkHasDigest(call)
    const results = deletions.map((deletion) => removeObject(call, deletion))
    const isQuiet = xmlText(request, 'Quiet') === 'true'
    return xmlReply('DeleteResult', {
      Deleted: isQuiet ? [] : results.flatMap(({ deleted }) => deleted ?? []),
      Error: results.flatMap(({ error }) => error ?? []),
    })
  },
}

const deletionsIn = (request: Xml | undefined): readonly Deletion[] =>
  childrenOf(request, 'Object').map((object) => ({
    key: xmlText(object, 'Key') ?? '',
    versionId: xmlText(object, 'VersionId'),
    expected: xmlText(object, 'ETag'),
  }))

export const DELETE_OBJECTS_OPERATIONS = [deleteObjects]

function checkHasDigest({ exchange }: BucketCall): void {
  const names = Object.keys(exchange.headers)
  if (header(exchange, 'content-md5') !== undefined) return
  if (names.some((name) => name.startsWith('x-amz-checksum-'))) return
  if (header(exchange, 'x-amz-trailer') !== undefined) return
  throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*')
}

// Each key is allowed or refused on its own: the call as a whole succeeds.
function removeObject(call: BucketCall, deletion: Deletion) {
  const { bucket, cloud } = call
  const { key: Key, versionId: VersionId } = deletion
  try {
    const action = VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'
    const refusal = refusalOf(call, action, Key)
    if (refusal !== undefined) throw accessDenied(refusal)
    const { versionId, marker } = deleteOne(call, deletion)
    cloud.accessLogs.add(bucket, batchLine(call, bucket, Key, false))
    const left = marker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {}
    return { deleted: { Key, VersionId, ...left } }
  } catch (error) {
    if (!isAwsError(error)) throw error
    cloud.accessLogs.add(bucket, batchLine(call, bucket, Key, true))
    return { error: { Key, VersionId, Code: error.code, Message: error.message } }
  }
}
