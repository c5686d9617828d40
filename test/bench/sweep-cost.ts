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

// As in serverless.yml.
const RATE = 20
const SWEEP_GIGABYTES = 0.5
const CHECK_GIGABYTES = 0.5
const RUN_SECONDS = 840

/** The duration of two concurrent reads of S3 and one of the journal. An assumption, since only a live account can show it. */
const CHECK_SECONDS = 0.1

/** The cost of one sweep if all buckets are compliant. `getsPerCheck` and `logBytesPerCheck` are measured. */
export function costOf(buckets: number, getsPerCheck: number, logBytesPerCheck: number) {
  const seconds = buckets / RATE
  const lists = Math.ceil(buckets / (RATE * 10))
  const runs = Math.ceil(seconds / RUN_SECONDS)
  const costs = {
    events: buckets * PRICES.event,
    'S3 lists': lists * PRICES.s3List,
    'S3 reads': buckets * getsPerCheck * PRICES.s3Get,
    'Lambda, sweep': seconds * SWEEP_GIGABYTES * PRICES.gigabyteSecond + runs * PRICES.invocation,
    'Lambda, checks':
      buckets * (CHECK_SECONDS * CHECK_GIGABYTES * PRICES.gigabyteSecond + PRICES.invocation),
    logs: ((buckets * logBytesPerCheck) / 1e9) * PRICES.logGigabyte,
  }
  const total = Object.values(costs).reduce((sum, cost) => sum + cost, 0)
  return { buckets, minutes: seconds / 60, runs, lists, costs, total }
}
