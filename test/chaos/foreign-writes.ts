import type { Snapshot } from '../../src/core/posture.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { KEY_ARN, OTHER_KEY_ARN, policyOf, rule } from '../support/builders.ts'
import type { Random } from './random.ts'
import { bucketNamed } from './world.ts'

const RULES = [
  rule('AES256'),
  rule('aws:kms', KEY_ARN),
  rule('aws:kms', OTHER_KEY_ARN),
  rule('aws:kms:dsse'),
]

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
