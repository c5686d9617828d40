import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'
import { newBucket } from '../../src/local-aws/s3/bucket.ts'
import { unvalidatedPolicy } from '../../src/local-aws/s3/configurations/policy/bucket-policy.ts'
import type { LocalAws } from '../../src/local-aws/start.ts'
import { policyOf } from '../support/builders.ts'

/** Compliant buckets, made without a call and without an event. `owner`: the account, if it is not that of the functions. */
export function addCompliantBuckets(
  { account: home, region, addBucket }: LocalAws,
  count: number,
  owner?: string,
) {
  const account = owner ?? home

  for (let index = 0; index < count; index += 1) {
    const name = `bucket-${owner ? `${owner}-` : ''}${String(index).padStart(6, '0')}`
    const bucket = newBucket({ name, account, region, partition: 'aws', createdAt: new Date(0) })
    const document = policyOf(tlsOnlyStatement({ name, partition: 'aws' }))
    addBucket({ ...bucket, policy: unvalidatedPolicy(document, bucket) })
  }
}
