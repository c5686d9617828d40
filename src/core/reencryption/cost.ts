/**
 * Prices in US dollars of US East (N. Virginia), looked up in November 2026. Other regions differ by a part.
 *
 * @see https://aws.amazon.com/s3/pricing/ and https://aws.amazon.com/kms/pricing/
 */
export const PRICES = {
  /** UpdateObjectEncryption costs as much as PUT, of whatever storage class the object is. */
  update: 0.005 / 1000,
  head: 0.0004 / 1000,
  /** A request lists 1,000 objects. */
  list: 0.005 / 1000,
  job: 0.25,
  jobObject: 1 / 1_000_000,
  manifestObject: 0.015 / 1_000_000,
  kmsRequest: 0.03 / 10_000,
} as const

/** AWS: bucket keys cut the requests to KMS by up to 99 %. */
const LEFT_WITH_BUCKET_KEY = 0.01

/** Under a former KMS key, its data key is decrypted first. AWS does not document the number of requests. */
const MOST_KMS_REQUESTS = 2

export interface UpdateCost {
  /** Of the requests to S3, and of the job. */
  readonly s3: number
  /** At most, without a bucket key. */
  readonly kms: number
  readonly kmsWithBucketKey: number
}

interface UpdatesToPay {
  readonly updates: number
  /** HeadObject before and after. */
  readonly heads: number
  /** All objects that are listed. */
  readonly listed: number
}

export const costOfUpdates = ({ updates, heads, listed }: UpdatesToPay): UpdateCost => ({
  s3: updates * PRICES.update + heads * PRICES.head + Math.ceil(listed / 1000) * PRICES.list,
  ...costOfKms(updates),
})

export const costOfJob = (updates: number, listed: number): UpdateCost => ({
  s3: PRICES.job + listed * PRICES.manifestObject + updates * (PRICES.jobObject + PRICES.update),
  ...costOfKms(updates),
})

const costOfKms = (updates: number) => {
  const kms = updates * MOST_KMS_REQUESTS * PRICES.kmsRequest
  return { kms, kmsWithBucketKey: kms * LEFT_WITH_BUCKET_KEY }
}

/** In dollars and cents: `$6.27`, or `less than $0.01`. */
export function dollars(amount: number): string {
  if (amount > 0 && amount < 0.01) return 'less than $0.01'
  const text = amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  return `$${text}`
}
