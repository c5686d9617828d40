import { childrenOf, parseXml, type XmlObject, xmlText } from '../../http/xml.ts'
import { batchLine } from '../access-logs/log-line.ts'
import { refusalOf } from '../authorize.ts'
import { malformedXml } from '../errors.ts'
import type { BucketCall, BucketOperation } from '../operation.ts'
import { readXml, xmlReply } from '../respond.ts'

const deleteObjects: BucketOperation = {
  name: 'DeleteObjects',
  method: 'POST',
  on: 'bucket',
  subresource: 'delete',
  action: 's3:DeleteObject',
  keyIn: ({ body }) => keysIn(parseXml(body.toString(), 'Delete'))[0],
  run(call) {
    const request = readXml(call.exchange, 'Delete')
    const keys = keysIn(request)
    if (keys.length === 0 || keys.length > 1000) throw malformedXml()
    const results = keys.map((key) => removeObject(call, key ?? ''))
    const isQuiet = xmlText(request, 'Quiet') === 'true'
    return xmlReply('DeleteResult', {
      Deleted: isQuiet ? [] : results.flatMap(({ deleted }) => deleted ?? []),
      Error: results.flatMap(({ error }) => error ?? []),
    })
  },
}

const keysIn = (request: XmlObject | undefined) =>
  childrenOf(request, 'Object').map((object) => xmlText(object, 'Key'))

export const DELETE_OBJECTS_OPERATIONS = [deleteObjects]

// Each key is allowed or refused on its own: the call as a whole succeeds.
function removeObject(call: BucketCall, key: string) {
  const refusal = refusalOf(call, 's3:DeleteObject', key)
  const { bucket, cloud } = call
  cloud.accessLogs.add(bucket, batchLine(call, bucket, key, refusal !== undefined))
  if (refusal !== undefined) {
    return { error: { Key: key, Code: 'AccessDenied', Message: refusal } }
  }
  bucket.objects.delete(key)
  return { deleted: { Key: key } }
}
