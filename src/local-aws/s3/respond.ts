import type { Exchange, Reply } from '../http/exchange.ts'
import { buildXml, parseXml, type XmlContent, type XmlObject } from '../http/xml.ts'
import { malformedXml } from './errors.ts'

export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

export function xmlReply(root: string, content: XmlContent): Reply {
  const headers = { 'content-type': 'application/xml' }
  return { status: 200, headers, body: buildXml(root, content, S3_NAMESPACE) }
}

/** The body's root element, which must have that name. */
export function readXml(exchange: Exchange, root: string): XmlObject {
  const content = parseXml(exchange.body.toString(), root)
  if (content === undefined) throw malformedXml()
  return content
}

export function required<T>(value: T | undefined): T {
  if (value === undefined) throw malformedXml()
  return value
}
