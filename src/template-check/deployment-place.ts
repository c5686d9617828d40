import { type BucketPlace, partitionOf } from '../core/bucket.ts'
import type { TemplateOptions } from './declarations.ts'
import type { Choose } from './readings/explore.ts'

/** What the texts of a template say of the place where it can be deployed. */
export interface PlaceHints {
  /** The partition of its ARNs, if it is not `aws`. */
  readonly partition?: string
  /** The accounts that its ARNs name. One of them may be its own. */
  readonly accounts?: readonly string[]
}

/** An account that nobody has: AWS's documentation uses it. */
const EXAMPLE_ACCOUNT = '111122223333'

// Where S3 blocks SSE-C on new buckets, and where it does not.
const REGIONS = ['us-east-1', 'me-south-1'] as const
const REGION_OF: Readonly<Record<string, string>> = {
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
}

/** Where a template will be deployed, as far as a verdict may depend on it. */
export function deploymentPlace(
  { params, region, account }: TemplateOptions,
  choose: Choose,
  hints: PlaceHints = {},
): BucketPlace {
  const partition = params['AWS::Partition'] ?? hints.partition ?? 'aws'
  const regions = Object.hasOwn(REGION_OF, partition) ? [REGION_OF[partition]] : REGIONS
  const chosen =
    region ??
    params['AWS::Region'] ??
    choose('AWS::Region', regions as [string, ...string[]], 'the region is not known')
  const accounts = [EXAMPLE_ACCOUNT, ...(hints.accounts ?? [])] as [string, ...string[]]
  return {
    account:
      account ??
      params['AWS::AccountId'] ??
      choose('AWS::AccountId', accounts, 'the account is not known'),
    region: chosen,
    partition: params['AWS::Partition'] ?? partitionOf(chosen),
  }
}

// More of them would leave too many readings.
const MOST_ACCOUNTS = 2

export function placeHintsIn(text: string): PlaceHints {
  const found = (pattern: RegExp) => [
    ...new Set([...text.matchAll(pattern)].map(([, part = '']) => part)),
  ]
  const [partition, ...others] = found(/\barn:(aws[a-z-]*):/g)
  return {
    ...(partition !== undefined && others.length === 0 && { partition }),
    accounts: found(/\barn:[a-z-]+:iam::(\d{12}):/g).slice(0, MOST_ACCOUNTS),
  }
}
