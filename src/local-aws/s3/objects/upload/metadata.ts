import { awsError } from '../../../http/aws-error.ts'
import { type Exchange, header } from '../../../http/exchange.ts'
import { contentEncoding } from '../../content/aws-chunked.ts'
import { invalidArgument } from '../../errors.ts'

const STORAGE_CLASS = 'x-amz-storage-class'
const REDIRECT = 'x-amz-website-redirect-location'
const STORAGE_CLASSES = [
  ...['STANDARD', 'REDUCED_REDUNDANCY', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING'],
  ...['GLACIER', 'GLACIER_IR', 'DEEP_ARCHIVE'],
]

/** The headers that say how and with which metadata an object is stored. */
export const METADATA_HEADERS = ['x-amz-meta-*', STORAGE_CLASS, REDIRECT]

const KEPT = /^(content-(type|language|disposition)|cache-control|expires|x-amz-meta-.*)$/
const MOST_METADATA_BYTES = 2048

/** The headers of an upload that S3 keeps with the object. */
export function metadataOf(exchange: Exchange): Record<string, string> {
  const kept = Object.keys(exchange.headers)
    .filter((name) => KEPT.test(name))
    .map((name) => [name, header(exchange, name) ?? ''])
  const encoding = contentEncoding(exchange)
  checkSize(kept)
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept),
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  }
}

/** What a copy keeps of the headers of its source: not its encryption, storage class, lock and redirect. */
export const metadataIn = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => KEPT.test(name) || name === 'content-encoding'),
  )

/** The storage class as S3 returns it: without a header for the standard class. */
export function storageClassOf(exchange: Exchange): Record<string, string> {
  const name = header(exchange, STORAGE_CLASS)
  if (name === undefined || name === 'STANDARD') return {}
  if (STORAGE_CLASSES.includes(name)) return { [STORAGE_CLASS]: name }
  throw awsError('InvalidStorageClass', 400, 'The storage class you specified is not valid', {
    details: { StorageClassRequested: name },
  })
}

/** Archived objects must be restored before they can be read. */
export const isArchived = (headers: Readonly<Record<string, string>>): boolean =>
  ['GLACIER', 'DEEP_ARCHIVE'].includes(classIn(headers))

export const classIn = (headers: Readonly<Record<string, string>>): string =>
  headers[STORAGE_CLASS] ?? 'STANDARD'

/** Where a website sends those who ask for the object. */
export function redirectOf(exchange: Exchange): Record<string, string> {
  const to = header(exchange, REDIRECT)
  if (to === undefined) return {}
  if (/^(\/|https?:\/\/)/.test(to) && to.length <= 2048) return { [REDIRECT]: to }
  const message =
    "The website redirect location must have a prefix of 'http://' or 'https://' or '/'."
  throw invalidArgument(message, REDIRECT, to)
}

function checkSize(kept: readonly (readonly string[])[]): void {
  const size = kept
    .filter(([name = '']) => name.startsWith('x-amz-meta-'))
    .reduce((sum, [name = '', value = '']) => sum + Buffer.byteLength(name.slice(11) + value), 0)
  if (size <= MOST_METADATA_BYTES) return
  const message = 'Your metadata headers exceed the maximum allowed metadata size'
  throw awsError('MetadataTooLarge', 400, message, {
    details: { Size: String(size), MaxSizeAllowed: String(MOST_METADATA_BYTES) },
  })
}
