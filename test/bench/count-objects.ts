import { keepHeapSmall } from '../../src/cli/terminal/small-heap.ts'
import { inspectBucket } from '../../src/objects/inspect-bucket.ts'
import { BUCKET, SETTINGS } from '../support/builders.ts'

/** Counts so many objects of a simulated listing, and prints the peak of the process in kilobytes. */
keepHeapSmall()
const count = Number(process.argv[2])
const PAGE = 1000

async function* pages() {
  for (let start = 0; start < count; start += PAGE) {
    yield Array.from({ length: Math.min(PAGE, count - start) }, (_, index) => ({
      key: `folder-${start}/an-object-with-a-name-of-common-length-${index}`,
      size: index,
    }))
  }
}

const found = await inspectBucket(
  BUCKET,
  { requirement: { settings: SETTINGS, place: BUCKET, expectsClientSide: false } },
  {
    pages,
    // An answer takes a turn of the event loop, as from a network.
    head: () => new Promise((resolve) => setImmediate(resolve, { ServerSideEncryption: 'AES256' })),
    random: Math.random,
    wait: async () => {},
    pace: { limit: () => 64 },
    signal: new AbortController().signal,
    progress: () => {},
  },
)
if (found.inspected !== count) throw new Error(`Cannot measure: ${found.inspected} were inspected`)
console.log(process.resourceUsage().maxRSS)
