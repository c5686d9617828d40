import { awsError, notImplemented } from '../../../http/aws-error.ts'
import { type Exchange, header } from '../../../http/exchange.ts'
import type { StoredObject } from '../store/stored-object.ts'

/** The conditions that a write of an object may have. */
export const WRITE_CONDITIONS = ['if-match', 'if-none-match']

/** Throws where a condition of an upload does not hold. */
export function checkWriteConditions(exchange: Exchange, existing: StoredObject | undefined): void {
  const unless = header(exchange, 'if-none-match')
  // S3 knows no other value than `*` here.
  if (unless !== undefined && unless !== '*') throw notImplemented('If-None-Match with an ETag')
  if (unless !== undefined && existing !== undefined) throw conditionFailed('If-None-Match')
  const expected = header(exchange, 'if-match')
  if (expected === undefined) return
  if (existing === undefined) throw awsError('NoSuchKey', 404, 'The specified key does not exist.')
  if (!matches(expected, existing)) throw conditionFailed('If-Match')
}

/** Throws where the object is not the one that a conditional delete expects. */
export function checkDeleteCondition(
  expected: string | undefined,
  existing: StoredObject | undefined,
): void {
  if (expected === undefined) return
  if (existing === undefined || !matches(expected, existing)) throw conditionFailed('If-Match')
}

/** The conditions of a read, and with this prefix those of the source of a copy. */
export const readConditions = (prefix = ''): readonly string[] =>
  ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'].map(
    (name) => `${prefix}${name}`,
  )

type ReadResult = 'ok' | 'not-modified' | 'failed'

/** https://datatracker.ietf.org/doc/html/rfc7232#section-6, which S3 keeps. */
export function judgeRead(exchange: Exchange, object: StoredObject, prefix = ''): ReadResult {
  const [match, noneMatch, since, notSince] = readConditions(prefix).map((name) =>
    header(exchange, name),
  )
  const modified = Math.floor(object.modifiedAt.getTime() / 1000) * 1000
  if (match !== undefined && !matches(match, object)) return 'failed'
  if (match === undefined && notSince !== undefined && modified > Date.parse(notSince)) {
    return 'failed'
  }
  if (noneMatch !== undefined) return matches(noneMatch, object) ? 'not-modified' : 'ok'
  return since !== undefined && modified <= Date.parse(since) ? 'not-modified' : 'ok'
}

export function conditionFailed(Condition: string) {
  const message = 'At least one of the pre-conditions you specified did not hold'
  return awsError('PreconditionFailed', 412, message, { details: { Condition } })
}

const matches = (expected: string, { etag }: StoredObject) =>
  expected.split(',').some((one) => one.trim() === '*' || unquoted(one) === unquoted(etag))

const unquoted = (etag: string) => etag.replaceAll('"', '').trim()
