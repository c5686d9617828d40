import { awsError, notImplemented } from '../../http/aws-error.ts'
import { type Exchange, header } from '../../http/exchange.ts'
import type { StoredObject } from '../bucket.ts'

/** Throws where S3 refuses the headers of an upload, or they are not implemented here. */
export function checkUpload(exchange: Exchange, existing: StoredObject | undefined): void {
  const ask = (name: string) => header(exchange, name)
  if (ask('x-amz-copy-source') !== undefined) throw notImplemented('x-amz-copy-source')
  checkAcl(ask('x-amz-acl'))
  if (ask('if-none-match') === '*' && existing !== undefined) throw conditionFailed('If-None-Match')
  const expected = ask('if-match')
  if (expected === undefined || unquoted(expected) === unquoted(existing?.etag ?? '')) return
  if (existing === undefined) throw awsError('NoSuchKey', 404, 'The specified key does not exist.')
  throw conditionFailed('If-Match')
}

// New buckets have access control lists disabled since April 2023.
function checkAcl(acl: string | undefined): void {
  if (acl === undefined || ['private', 'bucket-owner-full-control'].includes(acl)) return
  throw awsError('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs')
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', '')
}

function conditionFailed(Condition: string) {
  const message = 'At least one of the pre-conditions you specified did not hold'
  return awsError('PreconditionFailed', 412, message, { details: { Condition } })
}
