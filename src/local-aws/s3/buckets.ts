import type { StoredBucket } from './bucket.ts'

/** All buckets of all accounts: names are globally unique. */
export interface Buckets {
  readonly get: (name: string) => StoredBucket | undefined
  readonly add: (bucket: StoredBucket) => void
  readonly remove: (name: string) => void
  /** In the order of ListBuckets: by name. */
  readonly sorted: () => readonly StoredBucket[]
  readonly count: () => number
}

export function createBuckets(): Buckets {
  const byName = new Map<string, StoredBucket>()
  // Sorted once and kept until something changes: a page of 100,000 buckets must not sort them all.
  let sorted: readonly StoredBucket[] | undefined
  return {
    get: (name) => byName.get(name),
    count: () => byName.size,
    add(bucket) {
      byName.set(bucket.name, bucket)
      sorted = undefined
    },
    remove(name) {
      byName.delete(name)
      sorted = undefined
    },
    sorted() {
      sorted ??= [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
      return sorted
    },
  }
}
