import { notImplemented } from '../../http/aws-error.ts'
import type { Exchange } from '../../http/exchange.ts'
import { methodNotAllowed } from '../errors.ts'
import type { Operation, Target } from '../operation.ts'
import { OPERATIONS } from '../operations.ts'

// Query keys that any request may have: the SDK's own, and those of presigned URLs of both versions.
const COMMON = /^(x-id|x-amz-.*|awsaccesskeyid|signature|expires)$/i

/** Bucket and key, path-style or from a Host such as `bucket.s3.us-east-1.localhost`. */
export function readTarget(exchange: Exchange): Target {
  const path = exchange.path.replace(/^\//, '')
  const host = /^([a-z0-9.-]+?)(?:\.s3[a-z0-9.-]*)?\.localhost(?::\d+)?$/.exec(
    exchange.headers.host ?? '',
  )?.[1]
  if (host !== undefined && !/^s3\b/.test(host)) return { bucket: host, key: decode(path) }
  const [bucket = '', ...key] = path.split('/')
  return { bucket: decode(bucket), key: decode(key.join('/')) }
}

/** The operation of a request. Unknown operations are refused, never guessed. */
export function findOperation(exchange: Exchange, target: Target): Operation {
  const on = target.key !== '' ? 'object' : target.bucket !== '' ? 'bucket' : 'account'
  const keys = [...new Set(exchange.query.keys())].filter((key) => !COMMON.test(key))
  const here = OPERATIONS.filter(
    (operation) => level(operation) === on && fitsRoute(operation, keys),
  )
  const ofMethod = here.filter(({ method }) => method === exchange.method)
  const found =
    ofMethod.find(({ namingHeader: name }) => name !== undefined && name in exchange.headers) ??
    ofMethod.find(({ namingHeader }) => namingHeader === undefined)
  if (found !== undefined) return ofVersion(found, exchange)
  if (here.length > 0 && !isMethod(exchange.method)) throw methodNotAllowed(exchange.method)
  throw notImplemented(`${exchange.method} ${on} ${keys.join(' ')}`.trim())
}

function ofVersion(operation: Operation, { query }: Exchange): Operation {
  const { versionAction } = operation
  if (versionAction === undefined || !query.has('versionId')) return operation
  return { ...operation, action: versionAction }
}

function level({ on }: Operation): string {
  return on === 'new-bucket' ? 'bucket' : on
}

function fitsRoute(operation: Operation, keys: readonly string[]): boolean {
  const { subresource, requiredParameter, parameters = [] } = operation
  const known = subresource === undefined ? parameters : [subresource, ...parameters]
  const needed = [subresource, requiredParameter].filter((key) => key !== undefined)
  return needed.every((key) => keys.includes(key)) && keys.every((key) => known.includes(key))
}

function isMethod(method: string): boolean {
  return ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'].includes(method)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
