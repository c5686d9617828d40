import { awsError } from '../http/aws-error.ts'
import type { LocalOrganization } from './organization.ts'

interface PageInput {
  readonly NextToken?: unknown
  readonly MaxResults?: unknown
}

/** One page of a list. The token has the number of the first item, and whether the empty page before it was answered. */
export function pageOf<T>(
  { pageSize = 20, hasEmptyPages = false }: LocalOrganization,
  all: readonly T[],
  { NextToken, MaxResults = 20 }: PageInput,
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  if (typeof MaxResults !== 'number' || MaxResults < 1 || MaxResults > 20) {
    throw awsError('InvalidInputException', 400, 'You provided a value out of range: MaxResults')
  }
  const [, isEmptyDone, digits] = /^(e?)(\d+)$/.exec(String(NextToken ?? '0')) ?? []
  if (digits === undefined) {
    throw awsError('InvalidInputException', 400, 'You provided an invalid NextToken.')
  }
  const start = Number(digits)
  if (hasEmptyPages && !isEmptyDone) return { items: [], next: { NextToken: `e${start}` } }
  const end = start + Math.min(pageSize, MaxResults)
  return {
    items: all.slice(start, end),
    next: end < all.length ? { NextToken: String(end) } : {},
  }
}
