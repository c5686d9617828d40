import { notImplemented } from '../../http/aws-error.ts'
import type { Exchange } from '../../http/exchange.ts'
import type { Operation } from '../operation.ts'

/** Headers that change what S3 does. S3 ignores all others, such as `accept`. */
const HAS_MEANING = /^(x-amz-.*|if-.*|range)$/

/** Those that any call may have: of the signature, the SDKs, and the check of the body. */
const OF_ANY_CALL = new RegExp(
  `^x-amz-(${[
    ...['date', 'content-sha256', 'security-token', 'user-agent', 'te', 'request-payer'],
    ...['expected-bucket-owner', 'source-expected-bucket-owner', 'source-account', 'source-arn'],
    ...['trailer', 'decoded-content-length', 'sdk-checksum-algorithm', 'checksum-(?!mode$).*'],
  ].join('|')})$`,
)

/** Refuses a header that has a meaning to S3 and none here: nothing is ignored silently. */
export function checkHeaders(
  { headers }: Exchange,
  { headers: known = [], name }: Operation,
): void {
  const isKnown = (one: string) =>
    OF_ANY_CALL.test(one) ||
    known.some((pattern) =>
      pattern.endsWith('*') ? one.startsWith(pattern.slice(0, -1)) : one === pattern,
    )
  const unknown = Object.keys(headers).find((one) => HAS_MEANING.test(one) && !isKnown(one))
  if (unknown !== undefined) throw notImplemented(`the header ${unknown} of ${name}`)
}

const OF_SIGNATURE =
  /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256)$/

/** A presigned URL has headers as parameters of its query: S3 takes them as headers. */
export function withHeadersOfQuery(exchange: Exchange): Exchange {
  const found = [...exchange.query].flatMap(([name, value]) => {
    const lower = name.toLowerCase()
    return lower.startsWith('x-amz-') && !OF_SIGNATURE.test(lower) ? [[lower, value] as const] : []
  })
  if (found.length === 0) return exchange
  return { ...exchange, headers: { ...Object.fromEntries(found), ...exchange.headers } }
}
