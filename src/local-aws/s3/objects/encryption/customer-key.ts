import { createHash } from 'node:crypto'
import { type Exchange, header } from '../../../http/exchange.ts'
import type { StoredBucket } from '../../bucket.ts'
import { accessDenied, invalidArgument, invalidRequest } from '../../errors.ts'

const HEADER = 'server-side-encryption-customer'

const names = (prefix: string) => ({
  algorithm: `${prefix}${HEADER}-algorithm`,
  key: `${prefix}${HEADER}-key`,
  md5: `${prefix}${HEADER}-key-md5`,
})

const OF_OBJECT = names('x-amz-')

/** The headers that bring the key for SSE-C. */
export const CUSTOMER_HEADERS: readonly string[] = Object.values(OF_OBJECT)
/** Those that bring the key of the object that a copy reads. */
export const SOURCE_CUSTOMER_HEADERS: readonly string[] = Object.values(names('x-amz-copy-source-'))

/** The encryption headers of an upload with SSE-C; `undefined` where it brings no key. */
export function encryptWithCustomerKey(
  exchange: Exchange,
  bucket: StoredBucket,
): Record<string, string> | undefined {
  const md5 = readKey(exchange, '')
  if (md5 === undefined) return undefined
  if (bucket.encryption?.blocked.includes('SSE-C')) {
    throw accessDenied(
      'Server-side encryption with customer-provided keys (SSE-C) is blocked on this bucket',
    )
  }
  return { [OF_OBJECT.algorithm]: 'AES256', [OF_OBJECT.md5]: md5 }
}

/** Objects with SSE-C can be read only with their customer-provided key, and others only without one. */
export function checkCustomerKey(
  exchange: Exchange,
  headers: Readonly<Record<string, string>>,
  prefix: '' | 'copy-source-' = '',
): void {
  const stored = headers[OF_OBJECT.md5]
  const sent = readKey(exchange, prefix)
  if (stored === sent) return
  if (stored === undefined) {
    throw invalidRequest('The encryption parameters are not applicable to this object.')
  }
  if (sent !== undefined) throw accessDenied()
  throw invalidRequest(
    'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
  )
}

/** The MD5 of the key that the request brings. Throws where its headers contradict each other. */
function readKey(exchange: Exchange, prefix: '' | 'copy-source-'): string | undefined {
  const { algorithm: name, key: keyName, md5: md5Name } = names(`x-amz-${prefix}`)
  const [algorithm, key, md5] = [name, keyName, md5Name].map((one) => header(exchange, one))
  if (algorithm === undefined && key === undefined && md5 === undefined) return undefined
  const wrong = (message: string) => invalidArgument(message, name, algorithm ?? 'null')
  if (exchange.tls === undefined) {
    throw wrong(
      'Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.',
    )
  }
  if (algorithm === undefined) {
    throw wrong(
      'Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.',
    )
  }
  if (algorithm !== 'AES256')
    throw wrong('The requested encryption algorithm is not valid, must be AES256.')
  const bytes = Buffer.from(key ?? '', 'base64')
  if (key === undefined || bytes.length !== 32) {
    throw wrong('The secret key was invalid for the specified algorithm.')
  }
  if (md5 !== createHash('md5').update(bytes).digest('base64')) {
    throw wrong('The calculated MD5 hash of the key did not match the hash that was provided.')
  }
  return md5
}
