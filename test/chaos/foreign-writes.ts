import { readEvent } from '../../src/aws/events/read-event.ts'
import type { BucketEvent } from '../../src/core/event.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { CHECK_REQUESTED, SOURCE } from '../../src/core/sweep/bus-entry.ts'
import { KEY_ARN, OTHER_KEY_ARN, policyOf, rule } from '../support/builders.ts'
import type { Random } from './random.ts'
import { bucketNamed } from './world.ts'

const RULES = [
  rule('AES256'),
  rule('aws:kms', KEY_ARN),
  rule('aws:kms', OTHER_KEY_ARN),
  rule('aws:kms:dsse'),
]

/** What a stranger may say of where a bucket is. */
export const PLACES = [
  {},
  { account: '123456789012', region: 'us-east-1' },
  { account: '123456789012', region: 'eu-central-9' },
  { account: '999999999999', region: 'us-east-1' },
]

/** A request to check a bucket, which may name any place. As a text: why Cooper ignores it. */
export const checkRequestFrom = (
  cooper: string,
  sweep: string,
  bucket: string,
  now: number,
  place: object = {},
): BucketEvent | string => {
  const time = new Date(now).toISOString()
  const detail = { cooper, sweep, time, bucket, ...place }
  const envelope = { source: SOURCE, 'detail-type': CHECK_REQUESTED, account: '123456789012' }
  return readEvent({ ...envelope, detail }, bucketNamed(bucket), new Date(now))
}

/** A put of another writer. Each policy has a unique statement. */
export function foreignPut(random: Random, bucket: string, number: number): Snapshot {
  if (random.chance(0.25)) return { encryption: random.pick(RULES) }
  if (random.chance(0.08)) return { policy: null }
  const statement = (Sid: string) => ({
    Sid,
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::210987654321:role/reader' },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${bucket}/${Sid}/*`,
  })
  const own = random.chance(0.2) ? [tlsOnlyStatement(bucketNamed(bucket))] : []
  return { policy: policyOf(statement(`Only${number}`), statement('Shared'), ...own) }
}
