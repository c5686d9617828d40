import type { Bucket } from '../../src/core/bucket.ts'
import type { AclUser, Observed } from '../../src/core/bucket-calls.ts'
import type { EncryptionRule } from '../../src/core/encryption/rule.ts'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
import { bucketArn } from '../../src/core/policy/evaluation/resources.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import type { BucketContext, BucketPosture } from '../../src/core/posture.ts'
import {
  denySseCStatement,
  minimumTlsStatement,
  tlsOnlyStatement,
} from '../../src/core/statements/cooper-statements.ts'
import { exemptTag, policyOf, rule, SSE_S3 } from '../support/builders.ts'

/** Picks a random item of a list. With a `lean` greater than 1, earlier items are likelier. */
export type Pick = <T>(choices: readonly [T, ...T[]], lean?: number) => T

const known = <T>(value: T): Observed<T> => ({ known: true, value })
const REFUSED = {
  known: false,
  reason: 's3:GetBucketPolicy was refused, by an explicit deny in a service control policy',
} as const

type Statements = (bucket: Bucket) => readonly PolicyDocument[]

const read = (Principal: PolicyDocument[string]): Statements => {
  return (bucket) => [
    { Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: `${bucketArn(bucket)}/*` },
  ]
}

const narrow =
  (Condition: PolicyDocument): Statements =>
  (bucket) => [
    {
      ...tlsOnlyStatement(bucket),
      Sid: 'DenyHttp',
      Condition: { Bool: { 'aws:SecureTransport': 'false' }, ...Condition },
    },
  ]

const good: Statements = (bucket) => [
  tlsOnlyStatement(bucket),
  minimumTlsStatement(bucket, '1.2'),
  denySseCStatement(bucket),
]
const tls: Statements = (bucket) => [tlsOnlyStatement(bucket)]
const objectsOnly: Statements = (bucket) => [
  { ...tlsOnlyStatement(bucket), Sid: 'ObjectsOnly', Resource: `${bucketArn(bucket)}/*` },
]

const POLICIES: readonly [Statements, ...Statements[]] = [
  good,
  tls,
  () => [],
  objectsOnly,
  narrow({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
  narrow({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }),
  read({ AWS: 'arn:aws:iam::210987654321:role/nightly-export-of-the-data-warehouse' }),
  read('*'),
]

const KEY = 'key/1234abcd-12ab-34cd-56ef-1234567890ab'

const encryptionOf = ({ partition, region, account }: Bucket, pick: Pick) =>
  pick<EncryptionRule | undefined>(
    [
      SSE_S3,
      {
        ...rule('aws:kms', `arn:${partition}:kms:${region}:${account}:${KEY}`),
        BucketKeyEnabled: true,
      },
      rule('aws:kms', `arn:${partition}:kms:${region}:${account}:${KEY}`),
      rule('aws:kms', 'alias/aws/s3'),
      undefined,
    ],
    3,
  )

const TAGS: readonly [string | undefined, ...(string | undefined)[]] = [
  undefined,
  'tls-only minimum-tls until=2027-01-31 the cash register in the shop uses HTTP',
  'all until=2026-12-05 moves to the new account in December',
  'tls-only until=2026-10-31 the old scanner',
  'all',
]

export function samplePosture(bucket: Bucket, pick: Pick): [BucketPosture, BucketContext] {
  const statements = pick(POLICIES, 5)(bucket)
  const policy = statements.length === 0 ? undefined : parsePolicy(policyOf(...statements))
  const posture = {
    bucket,
    policy: pick<BucketPosture['policy']>([known(policy), REFUSED], 40),
    encryption: known(encryptionOf(bucket, pick)),
  }
  const context = {
    tags: exemptTag(pick(TAGS, 12)),
    website: known(pick([false, true], 12)),
    acl: known(pick<readonly AclUser[]>([[], ['log-delivery']], 20)),
  }
  return [posture, context]
}
