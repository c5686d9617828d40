import type { JsonObject, PolicyDocument } from '../core/policy/document.ts'
import { tlsOnlyStatement } from '../core/statements/cooper-statements.ts'
import { partitionOfCloud } from './cloud.ts'
import type { LocalAws } from './options.ts'
import { newBucket, type StoredBucket } from './s3/bucket.ts'

interface Sample {
  readonly name: string
  readonly statements: readonly JsonObject[]
  readonly spoil?: (bucket: StoredBucket) => void
}

const arnOf = (name: string) => `arn:aws:s3:::${name}`

const reader = (name: string): JsonObject => ({
  Sid: 'PartnerReads',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::210987654321:role/reader' },
  Action: 's3:GetObject',
  Resource: `${arnOf(name)}/*`,
})

const denyHttp = (name: string, changes: JsonObject = {}): JsonObject => ({
  ...tlsOnlyStatement({ name, partition: 'aws' }),
  Sid: 'TlsOnly',
  ...changes,
})

const well = (name: string): Sample => ({ name, statements: [reader(name), denyHttp(name)] })

const bare = (name: string): Sample => ({ name, statements: [] })

const tagged = (Value: string) => (bucket: StoredBucket) => {
  bucket.tags = { TagSet: { Tag: { Key: 'cooper:exempt', Value } } }
}

/** Twenty typical buckets: compliant, almost compliant, exempt, or unreadable. */
const SAMPLES: readonly Sample[] = [
  ...['audit-trail', 'backups', 'contracts', 'exports', 'invoices', 'ledger', 'payroll'].map(well),
  ...['build-artifacts', 'scratch', 'uploads'].map(bare),
  { name: 'orders', statements: [reader('orders')] },
  { name: 'reports', statements: [denyHttp('reports', { Resource: `${arnOf('reports')}/*` })] },
  {
    name: 'one-prefix',
    statements: [denyHttp('one-prefix', { Resource: `${arnOf('one-prefix')}/private/*` })],
  },
  {
    name: 'inside-the-office',
    statements: [
      denyHttp('inside-the-office', {
        Condition: {
          Bool: { 'aws:SecureTransport': 'false' },
          IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
        },
      }),
    ],
  },
  {
    name: 'reads-only',
    statements: [denyHttp('reads-only', { Action: ['s3:GetObject', 's3:ListBucket'] })],
  },
  {
    name: 'one-version-of-tls',
    statements: [
      denyHttp('one-version-of-tls', {
        Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
      }),
    ],
  },
  {
    ...bare('website'),
    spoil: (bucket) => {
      bucket.website = { IndexDocument: { Suffix: 'index.html' } }
    },
  },
  { ...bare('till-in-the-shop'), spoil: tagged('tls-only until=2999-12-31 the till speaks HTTP') },
  { ...bare('old-exemption'), spoil: tagged('tls-only until=2024-01-31 was to be moved by then') },
  {
    name: 'vault',
    statements: [
      { Effect: 'Deny', Principal: '*', Action: 's3:GetBucketPolicy', Resource: arnOf('vault') },
    ],
  },
]

/** The policies of the sample buckets that have one. */
export const samplePolicies = (): readonly {
  readonly name: string
  readonly document: PolicyDocument
}[] =>
  SAMPLES.filter(({ statements }) => statements.length > 0).map(({ name, statements }) => ({
    name,
    document: documentOf(statements),
  }))

const documentOf = (statements: readonly JsonObject[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
})

/** Adds the buckets without a call and without an event, so that the bot does not remediate them before a user sees them. */
export function addSampleBuckets(aws: LocalAws, createdAt: Date): void {
  const { account, region } = aws
  for (const { name, statements, spoil } of SAMPLES) {
    const bucket = newBucket({
      name,
      account,
      region,
      createdAt,
      partition: partitionOfCloud(region),
    })
    spoil?.(bucket)
    aws.addBucket(bucket)
    if (statements.length > 0) aws.storePolicy(name, documentOf(statements))
  }
}
