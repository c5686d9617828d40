import { createHash } from 'node:crypto'
import { awsError } from '../../http/aws-error.ts'
import { type Exchange, emptyReply, header, type Reply } from '../../http/exchange.ts'
import { authorizeListing } from '../authorize.ts'
import type { StoredObject } from '../bucket.ts'
import type { BucketCall, BucketOperation } from '../operation.ts'
import { contentEncoding, readContent } from './aws-chunked.ts'
import { checkCustomerKey, encryptUpload } from './object-encryption.ts'
import { checkUpload } from './upload.ts'

const putObject: BucketOperation = {
  name: 'PutObject',
  method: 'PUT',
  on: 'object',
  action: 's3:PutObject',
  run(call) {
    const { bucket, exchange, target, cloud } = call
    checkUpload(exchange, bucket.objects.get(target.key))
    const encryption = encryptUpload(call)
    const body = readContent(exchange)
    const etag = `"${createHash('md5').update(body).digest('hex')}"`
    const headers = { ...metadata(exchange), ...encryption }
    bucket.objects.set(target.key, { body, etag, headers, modifiedAt: cloud.clock() })
    return emptyReply(200, { etag, ...encryption })
  },
}

const getObject: BucketOperation = {
  name: 'GetObject',
  method: 'GET',
  on: 'object',
  action: 's3:GetObject',
  run(call) {
    const object = findStoredObject(call)
    return ranged(object, header(call.exchange, 'range'))
  },
}

const headObject: BucketOperation = {
  name: 'HeadObject',
  method: 'HEAD',
  on: 'object',
  action: 's3:GetObject',
  run(call) {
    const object = findStoredObject(call)
    return emptyReply(200, { ...headersOf(object), 'content-length': String(object.body.length) })
  },
}

const deleteObject: BucketOperation = {
  name: 'DeleteObject',
  method: 'DELETE',
  on: 'object',
  action: 's3:DeleteObject',
  run({ bucket, target }) {
    bucket.objects.delete(target.key)
    return emptyReply(204)
  },
}

export const OBJECT_OPERATIONS = [putObject, getObject, headObject, deleteObject]

const KEPT = /^(content-(type|language|disposition)|cache-control|expires|x-amz-meta-.*)$/

function metadata(exchange: Exchange): Record<string, string> {
  const kept = Object.keys(exchange.headers)
    .filter((name) => KEPT.test(name))
    .map((name) => [name, header(exchange, name) ?? ''])
  const encoding = contentEncoding(exchange)
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept),
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  }
}

function findStoredObject(call: BucketCall): StoredObject {
  const { bucket, target, exchange } = call
  const object = bucket.objects.get(target.key)
  if (object !== undefined) {
    checkCustomerKey(exchange, object.headers)
    return object
  }
  // A caller that may not list the bucket does not learn that the key is missing.
  authorizeListing(call)
  throw awsError('NoSuchKey', 404, 'The specified key does not exist.', {
    details: { Key: target.key },
  })
}

function headersOf({ etag, modifiedAt, headers }: StoredObject): Record<string, string> {
  const modified = modifiedAt.toUTCString()
  return { ...headers, etag, 'last-modified': modified, 'accept-ranges': 'bytes' }
}

function ranged(object: StoredObject, range: string | undefined): Reply {
  const headers = headersOf(object)
  const { length } = object.body
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? []
  if (first === '' && last === '') return { status: 200, headers, body: object.body }
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first)
  const end = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1)
  if (start > end) {
    throw awsError('InvalidRange', 416, 'The requested range is not satisfiable')
  }
  const body = object.body.subarray(start, end + 1)
  const content = { 'content-range': `bytes ${start}-${end}/${length}` }
  return { status: 206, headers: { ...headers, ...content }, body }
}
