import { header } from '../../../http/exchange.ts'
import type { BucketCall } from '../../operation.ts'
import { authorizeAlso } from '../../request/authorize.ts'
import { LEGAL_HOLD, MODE } from '../lock/object-lock.ts'
import { TAGS_HEADER } from './object-tags.ts'

/** The permissions that an upload needs besides s3:PutObject, by the header that asks for more. */
const ACTIONS: Readonly<Record<string, string>> = {
  [TAGS_HEADER]: 's3:PutObjectTagging',
  [MODE]: 's3:PutObjectRetention',
  [LEGAL_HOLD]: 's3:PutObjectLegalHold',
  'x-amz-acl': 's3:PutObjectAcl',
}

export function authorizeUpload(call: BucketCall): void {
  for (const [name, action] of Object.entries(ACTIONS)) {
    if (header(call.exchange, name) !== undefined) authorizeAlso(call, action)
  }
}
