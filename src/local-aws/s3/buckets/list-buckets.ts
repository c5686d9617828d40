import { awsError } from '../../http/aws-error.ts'
import { canonicalId } from '../../identity/identity.ts'
import type { StoredBucket } from '../bucket.ts'
import { invalidArgument } from '../errors.ts'
import type { AccountOperation, S3Call } from '../operation.ts'
import { xmlReply } from '../respond.ts'

const MOST_BUCKETS = 10_000

const answerListBuckets: AccountOperation = {
  name: 'ListBuckets',
  method: 'GET',
  on: 'account',
  parameters: ['max-buckets', 'continuation-token', 'prefix', 'bucket-region'],
  action: 's3:ListAllMyBuckets',
  run(call) {
    const { caller } = call.identity
    const account = 'account' in caller ? caller.account : ''
    const prefix = call.exchange.query.get('prefix') ?? ''
    const { buckets, next } = bucketPage(call, account, prefix)
    return xmlReply('ListAllMyBucketsResult', {
      Owner: { ID: canonicalId(account) },
      Buckets: { Bucket: buckets.map(bucketListXml) },
      ContinuationToken: next,
      Prefix: prefix === '' ? undefined : prefix,
    })
  },
}

export const LIST_BUCKETS_OPERATIONS = [answerListBuckets]

function bucketPage({ cloud, exchange }: S3Call, account: string, prefix: string) {
  const limit = readMaxBuckets(exchange.query.get('max-buckets'))
  const region = exchange.query.get('bucket-region')
  const after = readToken(exchange.query.get('continuation-token'))
  const all = cloud.buckets.sorted()
  const buckets: StoredBucket[] = []
  for (let i = firstAfter(all, after); i < all.length; i++) {
    const bucket = all[i]
    if (bucket === undefined || bucket.account !== account) continue
    if (!bucket.name.startsWith(prefix) || (region && bucket.region !== region)) continue
    if (buckets.length === (limit ?? MOST_BUCKETS)) {
      if (limit === undefined) throw tooMany()
      return { buckets, next: Buffer.from(buckets.at(-1)?.name ?? '').toString('base64url') }
    }
    buckets.push(bucket)
  }
  return { buckets, next: undefined }
}

function readMaxBuckets(text: string | null): number | undefined {
  if (text === null) return undefined
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_BUCKETS) return limit
  throw invalidArgument('max-buckets must be between 1 and 10000', 'max-buckets', text)
}

function readToken(text: string | null): string {
  if (text === null) return ''
  const name = Buffer.from(text, 'base64url').toString()
  if (/^[a-z0-9.-]+$/.test(name)) return name
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', text)
}

function firstAfter(sorted: readonly StoredBucket[], name: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle]?.name ?? '') <= name) low = middle + 1
    else high = middle
  }
  return low
}

// Accounts with more than 10,000 buckets must use pagination.
function tooMany() {
  const message =
    'Your account has more than 10,000 buckets. Use the max-buckets parameter to list them page by page.'
  return awsError('InvalidRequest', 400, message)
}

function bucketListXml({ name, createdAt, region, arn }: StoredBucket) {
  const CreationDate = createdAt.toISOString()
  return { Name: name, CreationDate, BucketRegion: region, BucketArn: arn }
}
