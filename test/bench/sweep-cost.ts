/**
 * List prices in us-east-1 in US dollars, November 2026, without the free tier: aws.amazon.com/eventbridge/pricing,
 * aws.amazon.com/s3/pricing, aws.amazon.com/lambda/pricing (arm64), aws.amazon.com/cloudwatch/pricing (logs).
 */
const PRICES = {
  event: 1 / 1_000_000,
  s3List: 0.005 / 1000,
  s3Get: 0.0004 / 1000,
  gigabyteSecond: 0.0000133334,
  invocation: 0.2 / 1_000_000,
  logGigabyte: 0.5,
}

// Of serverless.yml.
const RATE = 20
const SWEEP_GIGABYTES = 0.5
const LOOK_GIGABYTES = 0.5
const RUN_SECONDS = 840

/** S3 answers two reads at the same time and one of the journal: assumed, since only a live account can tell. */
const LOOK_SECONDS = 0.1

/** What one sweep costs where all buckets are compliant. `getsPerLook`, `logBytesPerLook`: as measured. */
export function costOf(buckets: number, getsPerLook: number, logBytesPerLook: number) {
  const seconds = buckets / RATE
  const lists = Math.ceil(buckets / (RATE * 10))
  const runs = Math.ceil(seconds / RUN_SECONDS)
  const costs = {
    events: buckets * PRICES.event,
    'S3 lists': lists * PRICES.s3List,
    'S3 reads': buckets * getsPerLook * PRICES.s3Get,
    'Lambda, sweep': seconds * SWEEP_GIGABYTES * PRICES.gigabyteSecond + runs * PRICES.invocation,
    'Lambda, looks':
      buckets * (LOOK_SECONDS * LOOK_GIGABYTES * PRICES.gigabyteSecond + PRICES.invocation),
    logs: ((buckets * logBytesPerLook) / 1e9) * PRICES.logGigabyte,
  }
  const total = Object.values(costs).reduce((sum, cost) => sum + cost, 0)
  return { buckets, minutes: seconds / 60, runs, lists, costs, total }
}
