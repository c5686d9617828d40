import { awsError } from '../../../http/aws-error.ts'
import { type Exchange, header, type Reply } from '../../../http/exchange.ts'
import { invalidArgument, invalidRequest } from '../../errors.ts'
import type { StoredObject } from '../store/stored-object.ts'

type Headers = Readonly<Record<string, string>>

/** The object, or the part of it that the request asks for: by a range of bytes, or by the number of an uploaded part. */
export function rangeOf(exchange: Exchange, object: StoredObject, headers: Headers): Reply {
  const number = exchange.query.get('partNumber')
  const range = header(exchange, 'range')
  if (number === null) return bytesOf(object, range, headers)
  if (range !== undefined) {
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter')
  }
  return partOf(object, number, headers)
}

function bytesOf(object: StoredObject, range: string | undefined, headers: Headers): Reply {
  const { length } = object.body
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? []
  if (first === '' && last === '') return { status: 200, headers, body: object.body }
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first)
  const end = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1)
  if (start > end) {
    throw awsError('InvalidRange', 416, 'The requested range is not satisfiable', {
      details: { RangeRequested: range ?? '', ActualObjectSize: String(length) },
    })
  }
  return slice(object, start, end, headers)
}

function partOf(object: StoredObject, text: string, headers: Headers): Reply {
  const number = Number(text)
  const { parts = [object.body.length] } = object
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    const message = 'Part number must be an integer between 1 and 10000, inclusive'
    throw invalidArgument(message, 'partNumber', text)
  }
  const size = parts[number - 1]
  if (size === undefined) {
    throw awsError('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable', {
      details: { PartNumberRequested: text, ActualPartCount: String(parts.length) },
    })
  }
  const start = parts.slice(0, number - 1).reduce((sum, each) => sum + each, 0)
  const count = object.parts === undefined ? {} : { 'x-amz-mp-parts-count': String(parts.length) }
  const all = { ...headers, ...count }
  if (size === 0) return { status: 200, headers: all, body: '' }
  return slice(object, start, start + size - 1, all)
}

function slice({ body }: StoredObject, start: number, end: number, headers: Headers): Reply {
  const content = { 'content-range': `bytes ${start}-${end}/${body.length}` }
  return { status: 206, headers: { ...headers, ...content }, body: body.subarray(start, end + 1) }
}
