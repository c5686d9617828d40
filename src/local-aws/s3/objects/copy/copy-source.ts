import { awsError } from '../../../http/aws-error.ts'
import { header } from '../../../http/exchange.ts'
import { accessDenied, invalidArgument, noSuchBucket } from '../../errors.ts'
import type { BucketCall } from '../../operation.ts'
import { authorizeAlso } from '../../request/authorize.ts'
import { checkCustomerKey, SOURCE_CUSTOMER_HEADERS } from '../encryption/customer-key.ts'
import { findObject } from '../store/found-object.ts'
import type { StoredObject } from '../store/stored-object.ts'
import { conditionFailed, judgeRead, readConditions } from '../upload/conditions.ts'
import { isArchived } from '../upload/metadata.ts'

export const COPY_SOURCE = 'x-amz-copy-source'
const CONDITION_PREFIX = `${COPY_SOURCE}-`

/** The headers about the source of a copy, besides that which names it. */
export const SOURCE_HEADERS = [...readConditions(CONDITION_PREFIX), ...SOURCE_CUSTOMER_HEADERS]

/** The object that a copy reads. */
export interface CopySource {
  readonly object: StoredObject
  /** The call as one on the source, to ask for permissions there. */
  readonly call: BucketCall
  readonly key: string
}

/** Finds the object that a copy reads. Throws where it does not exist, or the caller may not read it. */
export function findSource(call: BucketCall): CopySource {
  const { exchange, cloud } = call
  const { bucket: name, key, versionId } = parseSource(header(exchange, COPY_SOURCE) ?? '')
  const bucket = cloud.buckets.get(name)
  if (bucket === undefined) throw noSuchBucket(name)
  checkSourceOwner(call, bucket.account)
  const there: BucketCall = { ...call, bucket, target: { bucket: name, key } }
  authorizeAlso(there, versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion')
  const object = findObject(there, key, versionId)
  checkCustomerKey(exchange, object.headers, 'copy-source-')
  if (isArchived(object.headers)) {
    const message = 'The source object of the COPY operation is not in the active tier'
    throw awsError('ObjectNotInActiveTierError', 403, message)
  }
  // A copy has no "not modified": the condition failed.
  if (judgeRead(exchange, object, CONDITION_PREFIX) !== 'ok') throw conditionFailed(COPY_SOURCE)
  return { object, call: there, key }
}

/** `bucket/key`, encoded like a URL, with a version or without. */
function parseSource(text: string) {
  const [path = '', query = ''] = text.split('?versionId=')
  const [, bucket = '', key = ''] = /^\/?([^/]+)\/(.+)$/s.exec(decodeSource(path, text)) ?? []
  if (key === '') throw invalidSource(text)
  return { bucket, key, versionId: query || undefined }
}

function decodeSource(path: string, text: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw invalidSource(text)
  }
}

const invalidSource = (text: string) =>
  invalidArgument(
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    COPY_SOURCE,
    text,
  )

function checkSourceOwner({ exchange }: BucketCall, owner: string): void {
  const expected = header(exchange, 'x-amz-source-expected-bucket-owner')
  if (expected !== undefined && expected !== owner) throw accessDenied()
}
