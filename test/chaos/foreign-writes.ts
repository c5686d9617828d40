import type { BucketEvent } from '../../src/core/event.ts'
import type { Snapshot } from '../../src/core/posture.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { CHECK_REQUESTED } from '../../src/core/sweep/bus-entry.ts'
import { KEY_ARN, OTHER_KEY_ARN, policyOf, rule } from '../support/builders.ts'
import type { Random } from './random.ts'
import { readInHub } from './sweeper.ts'
import { ACCOUNTS, bucketNamed, HOME } from './world.ts'

const RULES = [
  rule('AES256'),
  rule('aws:kms', KEY_ARN),
  rule('aws:kms', OTHER_KEY_ARN),
  rule('aws:kms:dsse'),
]

/** What a stranger may say of where a bucket is. */
export const PLACES = [
  {},
  { account: HOME, region: 'us-east-1' },
  { account: HOME, region: 'eu-central-9' },
  { account: ACCOUNTS[1] },
  { account: '999999999999', region: 'us-east-1' },
]

/** The accounts of those who may send a request: somebody in the hub's account, or in a member. */
export const SENDERS = [HOME, ACCOUNTS[1]]

/** A request to check a bucket, which may name any place. As a text: why Cooper ignores it. */
export const checkRequestFrom = (
  cooper: string,
  sweep: string,
  bucket: string,
  now: number,
  place: object = {},
  sender: string = HOME,
): BucketEvent | string => {
  const time = new Date(now).toISOString()
  const detail = { cooper, sweep, time, bucket, ...place }
  return readInHub({ 'detail-type': CHECK_REQUESTED, account: sender, detail }, new Date(now))
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
