import {
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { Bucket } from '../../core/bucket.ts'
import type { Observed } from '../../core/bucket-calls.ts'
import { readAttribute } from '../s3/s3-call.ts'

/**
 * For how many days the journal keeps an object in a folder, by the lifecycle rules of its bucket. `undefined`: for ever.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export const readDaysKept = (
  journal: Bucket,
  folder: string,
  client: S3Client,
): Promise<Observed<number | undefined>> =>
  readAttribute(
    journal,
    's3:GetLifecycleConfiguration',
    'NoSuchLifecycleConfiguration',
    async (): Promise<Observed<number | undefined>> => {
      const { Rules = [] } = await client.send(
        new GetBucketLifecycleConfigurationCommand({
          Bucket: journal.name,
          ExpectedBucketOwner: journal.account,
        }),
      )
      const rules = Rules.filter(isFor(folder))
      if (rules.some(({ Expiration }) => Expiration?.Date !== undefined)) return BY_DATE
      const days = rules.flatMap(({ Expiration }) => Expiration?.Days ?? [])
      return { known: true, value: days.length > 0 ? Math.min(...days) : undefined }
    },
  )

// On that day the rule deletes what is there, and from then on every object at once.
const BY_DATE = {
  known: false,
  reason: 'a lifecycle rule of the journal deletes its objects on a date',
} as const

/** Whether a rule may delete objects in a folder. Objects of the journal have no tags. */
const isFor = (folder: string) => (rule: LifecycleRule) => {
  const { Status, Prefix, Filter } = rule
  const prefix = Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? ''
  const isTagged = Filter?.Tag !== undefined || Filter?.And?.Tags !== undefined
  const isNear = folder.startsWith(prefix) || prefix.startsWith(folder)
  return Status === 'Enabled' && !isTagged && isNear
}
