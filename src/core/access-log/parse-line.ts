import { closingQuote, findClient } from './find-client.ts'
import { parseLogTime } from './log-time.ts'
import { type AccessLogRecord, loggedTls } from './record.ts'

/**
 * Parses one line of an access log in its text form, of 18 fields or more. `undefined`: the line is no record.
 *
 * A day of a busy bucket is millions of lines. So this uses neither regular expressions nor lists of fields, and V8 finds one
 * character faster than a text.
 */
export function parseAccessLogLine(line: string): AccessLogRecord | undefined {
  const ownerEnd = line.indexOf(' ')
  const bucketEnd = line.indexOf(' ', ownerEnd + 1)
  const timeEnd = line.indexOf(']', bucketEnd)
  if (line[bucketEnd + 1] !== '[' || line[timeEnd + 1] !== ' ') return undefined
  const time = parseLogTime(line, bucketEnd + 2, timeEnd)
  const ipEnd = line.indexOf(' ', timeEnd + 2)
  const requesterEnd = line.indexOf(' ', ipEnd + 1)
  const idEnd = line.indexOf(' ', requesterEnd + 1)
  const operationEnd = line.indexOf(' ', idEnd + 1)
  const keyEnd = line.indexOf(' ', operationEnd + 1)
  const operation = line.slice(idEnd + 1, operationEnd)
  if (time === undefined || keyEnd < operationEnd || !operation.includes('.')) return undefined
  const uriEnd = endOfUri(line, keyEnd + 1)
  const status = statusAt(line, uriEnd + 1)
  const client = findClient(line, skipFields(line, uriEnd + 1, 6))
  if (status === undefined || client === undefined) return undefined
  const signature = skipFields(line, client.end, 2)
  const cipher = skipFields(line, signature, 1)
  const authentication = skipFields(line, cipher, 1)
  const host = skipFields(line, authentication, 1)
  const tls = skipFields(line, host, 1)
  const accessPoint = skipFields(line, tls, 1)
  const acl = skipFields(line, accessPoint, 1)
  return {
    owner: fieldIn(line, 0, ownerEnd),
    bucket: line.slice(ownerEnd + 1, bucketEnd),
    time,
    remoteIp: fieldIn(line, timeEnd + 2, ipEnd),
    requester: fieldIn(line, ipEnd + 1, requesterEnd),
    requestId: line.slice(requesterEnd + 1, idEnd),
    operation,
    key: fieldIn(line, operationEnd + 1, keyEnd),
    requestUri: quotedIn(line, keyEnd + 1, uriEnd),
    status: status === 0 ? undefined : status,
    referer: quotedIn(line, client.start, client.refererEnd),
    userAgent: quotedIn(line, client.refererEnd + 1, client.end - 1),
    signature: fieldIn(line, signature, cipher - 1),
    tls: loggedTls(rawIn(line, cipher, authentication - 1), rawIn(line, tls, accessPoint - 1)),
    authentication: fieldIn(line, authentication, host - 1),
    accessPoint: fieldIn(line, accessPoint, acl - 1),
    needsAcl: line.startsWith('Yes', acl),
  }
}

const SPACE = 32
const QUOTE = 34
const DASH = 45

/** Where the field begins that comes after `count` others. Behind the end of the line where there is none. */
function skipFields(line: string, from: number, count: number): number {
  let start = from
  for (let left = count; left > 0; left -= 1) {
    const space = line.indexOf(' ', start)
    if (space < 0) return line.length + 1
    start = space + 1
  }
  return start
}

/** `undefined` for a dash, which stands for an unknown or missing value. */
function fieldIn(line: string, start: number, end: number): string | undefined {
  if (end <= start || (end === start + 1 && line.charCodeAt(start) === DASH)) return undefined
  return line.slice(start, end)
}

function quotedIn(line: string, start: number, end: number): string | undefined {
  if (line.charCodeAt(start) !== QUOTE) return fieldIn(line, start, end)
  return fieldIn(line, start + 1, end - 1)
}

/** The field as it is; `null` where the line ends before it. */
const rawIn = (line: string, start: number, end: number): string | null =>
  start > line.length ? null : line.slice(start, end)

/** 0 for a dash; `undefined` for anything that is no status. */
function statusAt(line: string, start: number): number | undefined {
  const first = line.charCodeAt(start)
  if (first === DASH && line.charCodeAt(start + 1) === SPACE) return 0
  const [second, third] = [line.charCodeAt(start + 1), line.charCodeAt(start + 2)]
  const isStatus =
    isDigit(first) && isDigit(second) && isDigit(third) && line.charCodeAt(start + 3) === SPACE
  return isStatus ? first * 100 + second * 10 + third - ZERO * 111 : undefined
}

const ZERO = 48

const isDigit = (code: number) => code >= ZERO && code <= ZERO + 9

/** The end of the request URI, which can contain quotes: the first one with a status behind it closes it. */
function endOfUri(line: string, start: number): number {
  if (line.charCodeAt(start) !== QUOTE) return line.indexOf(' ', start)
  for (let at = closingQuote(line, start + 1); at >= 0; at = closingQuote(line, at + 1)) {
    if (statusAt(line, at + 2) !== undefined) return at + 1
  }
  return line.length
}
