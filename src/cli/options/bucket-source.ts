import PQueue from 'p-queue'
import { type ListedBucket, listBuckets } from '../../aws/s3/list-buckets.ts'
import { locateBucket } from '../../aws/s3/locate-bucket.ts'
import type { RegionalS3 } from '../../aws/s3/regional-s3.ts'
import { keyOfElsewhere } from '../../config/config.ts'
import { type Bucket, partitionOf } from '../../core/bucket.ts'
import type { Settings } from '../../core/settings.ts'

/** Which buckets are checked. */
export interface BucketSource {
  /** Where they are; empty: all regions. */
  readonly regions: readonly string[]
  /** Calls `reportTotal` as soon as the number of buckets is known. */
  buckets(reportTotal: (total: number) => void): AsyncGenerator<Bucket>
}

interface AccountPlace {
  readonly account: string
  /** Where to begin. */
  readonly home: string
  readonly s3: (region: string) => RegionalS3
}

const bucketIn = (name: string, region: string, { account }: AccountPlace): Bucket => ({
  ...{ name, account, region, partition: partitionOf(region) },
})

/** These buckets, wherever they are. Throws where there is no such bucket. */
export async function namedBuckets(
  names: readonly string[],
  place: AccountPlace,
): Promise<BucketSource> {
  const { client } = place.s3(place.home)
  const locate = (name: string) => async () =>
    bucketIn(name, (await locateBucket(client, name)) ?? place.home, place)
  const found = await new PQueue({ concurrency: 16 }).addAll([...new Set(names)].map(locate))
  return {
    regions: [...new Set(found.map(({ region }) => region))].toSorted(),
    async *buckets(reportTotal) {
      reportTotal(found.length)
      yield* found
    },
  }
}

/** All buckets of some regions, or of all where none is named. */
export function listedBuckets(regions: readonly string[], place: AccountPlace): BucketSource {
  const pages = () => pagesOf(regions, place)
  const count = async () => {
    let sum = 0
    for await (const { buckets } of pages()) sum += buckets.length
    return sum
  }
  return {
    regions,
    async *buckets(reportTotal) {
      let isFirst = true
      for await (const { buckets, isLast } of pages()) {
        if (isFirst && isLast) reportTotal(buckets.length)
        // Counted in a second pass, a thousand buckets a request: keeping the names would cost memory for each bucket.
        else if (isFirst) void count().then(reportTotal, () => {})
        isFirst = false
        for (const bucket of buckets) yield await placed(bucket, place)
      }
    },
  }
}

async function* pagesOf(regions: readonly string[], { home, s3 }: AccountPlace) {
  const filters = regions.length > 0 ? regions : [undefined]
  for (const filter of filters) {
    for await (const { buckets, isLast } of listBuckets(s3(filter ?? home).client, filter)) {
      yield { buckets, isLast: isLast && filter === filters.at(-1) }
    }
  }
}

async function placed({ name, region }: ListedBucket, place: AccountPlace): Promise<Bucket> {
  const { client } = place.s3(place.home)
  return bucketIn(name, region ?? (await locateBucket(client, name)) ?? place.home, place)
}

/** A KMS key encrypts buckets of its own region only. In another region the bot could never do what the check asks for. */
export function refuseForeignKey(settings: Settings, { regions }: BucketSource) {
  if (settings.kmsKeyArn !== undefined && regions.length === 0) {
    throw new Error('KMS_KEY_ARN is a key of one region: check that region with --region, not all')
  }
  const [problem] = regions.flatMap((region) => keyOfElsewhere(settings, region) ?? [])
  if (problem) throw new Error(problem)
}
