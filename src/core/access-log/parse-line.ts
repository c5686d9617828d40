import { parseLogTime } from './log-time.ts'
import { type AccessLogRecord, loggedTls } from './record.ts'

/**
 * Parses one line of an access log in its text form, of 18 fields or more. S3 writes quotes within the request URI, the
 * referer and the user agent as they are, so the fields behind them are found from the right. `undefined`: no record.
 */
export function parseAccessLogLine(line: string): AccessLogRecord | undefined {
  const opening = line.indexOf(' [')
  const closing = line.indexOf('] ', opening)
  if (opening < 0 || closing < 0) return undefined
  const time = parseLogTime(line.slice(opening + 2, closing))
  const [owner, bucket, surplus] = line.slice(0, opening).split(' ')
  const head = takeFields(line, closing + 2, 5)
  if (time === undefined || !bucket || surplus !== undefined || head === undefined) return undefined
  const [remoteIp, requester, requestId = '', operation = '', key] = head.values
  const uriEnd = endOfUri(line, head.end)
  const numbers = takeFields(line, uriEnd + 1, 6)
  if (numbers === undefined || !OPERATION.test(operation)) return undefined
  const [status = '', errorCode] = numbers.values
  const clients = splitClient(line, numbers.end)
  if (!STATUS.test(status) || clients === undefined) return undefined
  const [, , signature, cipher = null, authentication, , version = null, accessPoint, acl] =
    clients.behind
  return {
    ...{ time, bucket, requestId, operation },
    owner: textOf(owner),
    remoteIp: textOf(remoteIp),
    requester: textOf(requester),
    key: textOf(key),
    requestUri: textOf(unquoted(line.slice(head.end, uriEnd))),
    status: status === '-' ? undefined : Number(status),
    errorCode: textOf(errorCode),
    referer: textOf(clients.referer),
    userAgent: textOf(clients.userAgent),
    tls: loggedTls(cipher, version),
    signature: textOf(signature),
    authentication: textOf(authentication),
    accessPoint: textOf(accessPoint),
    needsAcl: acl === 'Yes',
  }
}

const OPERATION = /^[A-Za-z0-9]+\.[A-Za-z0-9_.-]+$/
const STATUS = /^(\d{3}|-)$/

const textOf = (field: string | undefined) => (field === '-' || field === '' ? undefined : field)

interface Fields {
  readonly values: readonly string[]
  /** Where the next field begins. */
  readonly end: number
}

function takeFields(line: string, from: number, count: number): Fields | undefined {
  const values: string[] = []
  let start = from
  while (values.length < count) {
    const space = line.indexOf(' ', start)
    if (space < 0) return undefined
    values.push(line.slice(start, space))
    start = space + 1
  }
  return { values, end: start }
}

/** The end of the request URI: its closing quote is the first one with a status behind it. */
function endOfUri(line: string, start: number): number {
  if (line[start] !== '"') return line.indexOf(' ', start)
  for (let at = line.indexOf('" ', start + 1); at >= 0; at = line.indexOf('" ', at + 1)) {
    if (BEHIND_URI.test(line.slice(at + 2, at + 6))) return at + 1
  }
  return line.length
}

const BEHIND_URI = /^(\d{3} |- )/

interface ClientFields {
  readonly referer: string
  readonly userAgent: string
  /** The version id of the object, and what AWS appended to the format since. */
  readonly behind: readonly string[]
}

/** Referer, user agent, and the fields behind them, none of which has a quote. */
function splitClient(line: string, start: number): ClientFields | undefined {
  const lastQuote = line.lastIndexOf('"')
  if (lastQuote < start) {
    const [referer = '', userAgent = '', ...behind] = line.slice(start).split(' ')
    return behind.length === 0 ? undefined : { referer, userAgent, behind }
  }
  const behind = line.slice(lastQuote + 2).split(' ')
  const quoted = line.slice(start, lastQuote + 1)
  const split = quoted.startsWith('"') ? quoted.indexOf('" ', 1) + 1 : quoted.indexOf(' ')
  // Only the referer has quotes: the user agent is a dash behind it.
  if (split <= 0) {
    const [userAgent = '', ...others] = behind
    return others.length === 0
      ? undefined
      : { referer: unquoted(quoted), userAgent, behind: others }
  }
  if (line[lastQuote + 1] !== ' ') return undefined
  return {
    referer: unquoted(quoted.slice(0, split)),
    userAgent: unquoted(quoted.slice(split + 1)),
    behind,
  }
}

const unquoted = (field: string) => (field.startsWith('"') ? field.slice(1, -1) : field)
