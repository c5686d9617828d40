import type { Finding } from '../finding.ts'
import { printable } from '../printable.ts'
import type { RequestData } from './request-data.ts'

/** The counterexample on one line: `anonymous s3:GetObject arn:… with aws:SecureTransport=false`. */
export function requestIn({ evidence }: Finding): string | undefined {
  return evidence?.undenied && describeValue(evidence.undenied)
}

function describeValue({ principal, action, resource, context }: RequestData): string {
  const keys = Object.entries(context).map(([key, value]) => `${key}=${[value].flat().join(' ')}`)
  const condition = keys.length > 0 ? ` with ${keys.join(', ')}` : ''
  return printable(`${principal} ${action} ${resource}${condition}`)
}
