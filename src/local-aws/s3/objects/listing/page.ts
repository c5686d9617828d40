import { invalidArgument } from '../../errors.ts'
import type { BucketCall } from '../../operation.ts'

const MOST_ENTRIES = 1000

/** A key, or a prefix that several keys have in common. */
export interface ListEntry {
  readonly name: string
  readonly isPrefix: boolean
}

export interface ListPage {
  readonly keys: readonly string[]
  readonly prefixes: readonly string[]
  /** The last entry, where more follow. */
  readonly next: string | undefined
}

/** The first entries after a name, up to the limit. */
export function pageOf(entries: Iterable<ListEntry>, limit: number): ListPage {
  const keys: string[] = []
  const prefixes: string[] = []
  let last: string | undefined
  for (const { name, isPrefix } of limit === 0 ? [] : entries) {
    if (keys.length + prefixes.length === limit) return { keys, prefixes, next: last }
    if (isPrefix) prefixes.push(name)
    else keys.push(name)
    last = name
  }
  return { keys, prefixes, next: undefined }
}

/**
 * The entries of a listing after a name, in S3's order: by the bytes of UTF-8. Keys with the delimiter after the prefix are
 * grouped into common prefixes.
 */
export function entriesOf(
  { exchange: { query } }: BucketCall,
  keys: Iterable<string>,
  after: string,
): readonly ListEntry[] {
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const entries = new Map<string, ListEntry>()
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const name = end === -1 ? key : key.slice(0, end + delimiter.length)
    if (after === '' || compareKeys(name, after) > 0)
      entries.set(name, { name, isPrefix: end !== -1 })
  }
  return [...entries.values()].sort((a, b) => compareKeys(a.name, b.name))
}

/** Whether a name is beyond the range in which the order of UTF-16 is that of UTF-8. */
const HAS_SURROGATES = /[\ud800-\udfff]/

export function compareKeys(a: string, b: string): number {
  if (HAS_SURROGATES.test(a) || HAS_SURROGATES.test(b)) {
    return Buffer.compare(Buffer.from(a), Buffer.from(b))
  }
  if (a === b) return 0
  return a < b ? -1 : 1
}

export function readMaxKeys({ exchange }: BucketCall, name = 'max-keys'): number {
  const text = exchange.query.get(name) || String(MOST_ENTRIES)
  if (/^\d+$/.test(text) && Number(text) <= 2_147_483_647) {
    return Math.min(Number(text), MOST_ENTRIES)
  }
  throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, text)
}

/** How a listing writes names: as they are, or encoded like a URL. */
export function encoderOf({ exchange }: BucketCall): (text: string) => string {
  const type = exchange.query.get('encoding-type')
  if (type === null) return (text) => text
  if (type !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', type)
  }
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/')
}
