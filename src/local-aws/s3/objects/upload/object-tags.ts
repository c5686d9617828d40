import type { Tags } from '../../../../core/bucket-calls.ts'
import { type Exchange, header } from '../../../http/exchange.ts'
import { checkTagList, invalidTag } from '../../configurations/tagging.ts'

export const TAGS_HEADER = 'x-amz-tagging'

const MOST_TAGS = 10

/** The tags in the header of an upload, which are encoded like a query. */
export function tagsOf(exchange: Exchange): Tags | undefined {
  const text = header(exchange, TAGS_HEADER)
  if (text === undefined) return undefined
  const pairs = [...new URLSearchParams(text)]
  checkTagList(pairs.map(([Key, Value]) => ({ Key, Value })))
  checkTagCount(pairs.length)
  return Object.fromEntries(pairs)
}

export function checkTagCount(count: number): void {
  if (count > MOST_TAGS) throw invalidTag('Object tags cannot be greater than 10', 'BadRequest')
}
