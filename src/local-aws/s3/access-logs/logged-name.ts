import type { Operation } from '../operation.ts'

/** The names of sub-resources in access logs, where they differ from those in requests. */
const RESOURCES: Readonly<Record<string, string>> = {
  policy: 'BUCKETPOLICY',
  logging: 'LOGGING_STATUS',
  publicAccessBlock: 'PUBLIC_ACCESS_BLOCK',
  delete: 'MULTI_OBJECT_DELETE',
}

/** The name of an operation in an access log, such as `REST.GET.BUCKETPOLICY`. */
export function loggedName({ method, subresource, on }: Operation): string {
  const resource = subresource ? (RESOURCES[subresource] ?? subresource.toUpperCase()) : undefined
  return `REST.${method}.${resource ?? (on === 'object' ? 'OBJECT' : 'BUCKET')}`
}
