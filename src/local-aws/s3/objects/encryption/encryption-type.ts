import { CUSTOMER_HEADERS } from './customer-key.ts'
import { SSE } from './object-encryption.ts'

export type EncryptionType = 'SSE-S3' | 'SSE-KMS' | 'DSSE-KMS' | 'SSE-C' | 'NOT-SSE'

/** The encryption of a stored object, by the names of inventories and batch jobs. */
export function encryptionTypeOf(headers: Readonly<Record<string, string>>): EncryptionType {
  const [byCustomer = ''] = CUSTOMER_HEADERS
  if (headers[byCustomer] !== undefined) return 'SSE-C'
  if (headers[SSE] === 'aws:kms') return 'SSE-KMS'
  if (headers[SSE] === 'aws:kms:dsse') return 'DSSE-KMS'
  return headers[SSE] === undefined ? 'NOT-SSE' : 'SSE-S3'
}
