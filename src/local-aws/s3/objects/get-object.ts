import { awsError } from '../../http/aws-error.ts'
import { emptyReply, header, type Reply } from '../../http/exchange.ts'
import { invalidArgument, invalidRequest } from '../errors.ts'
import type { BucketCall, BucketOperation } from '../operation.ts'
import { CUSTOMER_HEADERS, checkCustomerKey } from './encryption/customer-key.ts'
import { SSE } from './encryption/object-encryption.ts'
import { objectChecksumHeaders } from './read/object-checksum.ts'
import { rangeOf } from './read/range.ts'
import { objectOf, versionHeaders } from './store/found-object.ts'
import type { StoredObject } from './store/stored-object.ts'
import { conditionFailed, judgeRead, readConditions } from './upload/conditions.ts'
import { classIn, isArchived } from './upload/metadata.ts'

const CHECKSUM_MODE = 'x-amz-checksum-mode'
const RESPONSE = /^response-(cache-control|content-(?:disposition|encoding|language|type)|expires)$/

const readCommon = {
  on: 'object',
  action: 's3:GetObject',
  versionAction: 's3:GetObjectVersion',
  headers: ['range', SSE, CHECKSUM_MODE, ...readConditions(), ...CUSTOMER_HEADERS],
  parameters: [
    ...['versionId', 'partNumber'],
    ...['cache-control', 'content-disposition', 'content-encoding', 'content-language'].map(
      (name) => `response-${name}`,
    ),
    ...['response-content-type', 'response-expires'],
  ],
} as const

const getObject: BucketOperation = {
  ...{ ...readCommon, name: 'GetObject', method: 'GET' },
  run: (call) => readReply(call, true),
}

const headObject: BucketOperation = {
  ...{ ...readCommon, name: 'HeadObject', method: 'HEAD' },
  run(call) {
    const { status, headers, body } = readReply(call, false)
    return emptyReply(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) })
  },
}

export const GET_OBJECT_OPERATIONS = [getObject, headObject]

function readReply(call: BucketCall, needsContent: boolean): Reply {
  const { exchange } = call
  const object = objectOf(call)
  if (header(exchange, SSE) !== undefined) {
    const message = 'x-amz-server-side-encryption header is not supported for this operation.'
    throw invalidArgument(message, SSE, header(exchange, SSE) ?? '')
  }
  checkCustomerKey(exchange, object.headers)
  if (needsContent && isArchived(object.headers)) throw invalidState(object)
  const result = judgeRead(exchange, object)
  if (result === 'failed') throw conditionFailed('If-Match')
  const headers = { ...headersOf(call, object), ...responseHeaders(call) }
  if (result === 'not-modified') return emptyReply(304, { etag: object.etag })
  return rangeOf(exchange, object, headers)
}

/** The headers that S3 returns with an object. */
export function headersOf(call: BucketCall, object: StoredObject): Record<string, string> {
  const { etag, modifiedAt, headers, tags = {} } = object
  const count = Object.keys(tags).length
  const range = header(call.exchange, 'range') ?? call.exchange.query.get('partNumber')
  const isAsked = header(call.exchange, CHECKSUM_MODE) === 'ENABLED' && range == null
  return {
    ...headers,
    ...{ etag, 'last-modified': modifiedAt.toUTCString(), 'accept-ranges': 'bytes' },
    ...versionHeaders(call.bucket, object),
    ...(count > 0 ? { 'x-amz-tagging-count': String(count) } : {}),
    ...(isAsked ? objectChecksumHeaders(object) : {}),
  }
}

/** The query of a signed request can replace headers of the answer. */
function responseHeaders({ exchange, credential }: BucketCall): Record<string, string> {
  const asked = [...exchange.query].flatMap(([name, value]) => {
    const target = RESPONSE.exec(name)?.[1]
    return target === undefined ? [] : [[target, value] as const]
  })
  if (asked.length > 0 && credential === undefined) {
    throw invalidRequest(
      'Request specific response headers cannot be used for anonymous GET requests.',
    )
  }
  return Object.fromEntries(asked)
}

function invalidState({ headers }: StoredObject) {
  const message = "The operation is not valid for the object's storage class"
  const details = { StorageClass: classIn(headers) }
  return awsError('InvalidObjectState', 403, message, { details })
}
