import type { AwsError } from './aws-error.ts'
import type { Exchange, Reply } from './exchange.ts'
import { buildXml, type XmlContent } from './xml.ts'

/** Replies of the query protocol, which SNS and STS use. */
export function queryReply(
  namespace: string,
  { requestId }: Exchange,
  operation: string,
  result: XmlContent,
): Reply {
  const content = { [`${operation}Result`]: result, ResponseMetadata: { RequestId: requestId } }
  return xml(namespace, 200, `${operation}Response`, content)
}

export function queryErrorReply(
  namespace: string,
  error: AwsError,
  { requestId }: Exchange,
): Reply {
  const Type = error.status < 500 ? 'Sender' : 'Receiver'
  const content = { Type, Code: error.code, Message: error.message }
  return xml(namespace, error.status, 'ErrorResponse', { Error: content, RequestId: requestId })
}

const xml = (namespace: string, status: number, root: string, content: XmlContent): Reply => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: buildXml(root, content, namespace),
})
