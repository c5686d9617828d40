import { type BucketPlace, partitionOf } from '../core/bucket.ts'
import type { TemplateOptions } from './declarations.ts'
import type { Choose } from './readings/explore.ts'

/** An account that nobody has: AWS's documentation uses it. */
const EXAMPLE_ACCOUNT = '111122223333'

// Where S3 does not block SSE-C on new buckets, and where it does.
const REGIONS = ['us-east-1', 'me-south-1'] as const

/** Where a template will be deployed, as far as a verdict may depend on it. */
export function deploymentPlace(
  { params, region, account }: TemplateOptions,
  choose: Choose,
): BucketPlace {
  const given = region ?? params['AWS::Region']
  const chosen = given ?? choose('AWS::Region', REGIONS, 'the region is not known')
  return {
    account: account ?? params['AWS::AccountId'] ?? EXAMPLE_ACCOUNT,
    region: chosen,
    partition: params['AWS::Partition'] ?? partitionOf(chosen),
  }
}
