import { awsError } from '../../http/aws-error.ts'
import type { BucketOperation } from '../operation.ts'
import { xmlReply } from '../respond.ts'

/** Configurations of which a bucket can have many, each with an id. Here a bucket has none. */
const NUMBERED = [
  ['Analytics', 'analytics', 'ListBucketAnalyticsConfigurationResult'],
  ['Inventory', 'inventory', 'ListInventoryConfigurationsResult'],
  ['Metrics', 'metrics', 'ListMetricsConfigurationsResult'],
  ['IntelligentTiering', 'intelligent-tiering', 'ListBucketIntelligentTieringConfigurationsOutput'],
] as const

export const NUMBERED_OPERATIONS: readonly BucketOperation[] = NUMBERED.flatMap(
  ([name, subresource, root]) => {
    const common = { method: 'GET', on: 'bucket', subresource } as const
    const action = `s3:Get${name}Configuration`
    return [
      {
        ...{ ...common, name: `ListBucket${name}Configurations`, action },
        parameters: ['continuation-token'],
        run: () => xmlReply(root, { IsTruncated: false }),
      },
      {
        ...{ ...common, name: `GetBucket${name}Configuration`, action, parameters: ['id'] },
        requiredParameter: 'id',
        run() {
          const message = 'The specified configuration does not exist.'
          throw awsError('NoSuchConfiguration', 404, message)
        },
      },
    ]
  },
)
