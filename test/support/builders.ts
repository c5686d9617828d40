import type { Circumstances } from '../../src/core/assessment/circumstances.ts'
import type { Bucket } from '../../src/core/bucket.ts'
import { CONTROL_IDS, forEachControl } from '../../src/core/controls/ids.ts'
import type { EncryptionRule } from '../../src/core/encryption/rule.ts'
import type { BucketEvent } from '../../src/core/event.ts'
import type { PolicyDocument } from '../../src/core/policy/document.ts'
import { parsePolicy } from '../../src/core/policy/parsing/parse.ts'
import type { BucketContext, BucketPosture, Snapshot } from '../../src/core/posture.ts'
import type { Mode, Settings } from '../../src/core/settings.ts'
import { tlsOnlyStatement } from '../../src/core/statements/cooper-statements.ts'

export const BUCKET: Bucket = {
  name: 'cooper-example-bucket',
  account: '123456789012',
  region: 'us-east-1',
  partition: 'aws',
}

export const everyMode = (mode: Mode) => forEachControl(() => mode)

export const everyGrace = (days: number): Settings['graceDays'] => forEachControl(() => days)

export const SETTINGS: Settings = {
  controls: CONTROL_IDS,
  modes: everyMode('remediate'),
  graceDays: everyGrace(0),
  quietDays: 0,
  graceExtensions: 4,
  graceAtEnd: 'report',
  withoutLogs: 'remediate',
  watchDays: 0,
  defaultEncryption: 'sse-s3',
  kmsKeyArn: undefined,
  kmsPreflight: false,
  kmsKeysAllowed: [],
  bucketKey: true,
  sseC: 'keep',
  uploadEncryption: 'any',
  tlsStatement: 'any',
  minimumTls: 'none',
  obsoleteStatements: 'remove',
  journalBucket: undefined,
  exemptBuckets: [],
  exemptByTag: true,
  websiteBuckets: 'exempt',
  publicBuckets: 'remediate',
  flappingLimit: 3,
  flappingHours: 24,
  settleMinutes: 15,
}

/** The tags of a bucket whose tag `cooper:exempt` has this value. */
export const exemptTag = (value: string | undefined) =>
  ({ known: true, value: value === undefined ? {} : { 'cooper:exempt': value } }) as const

/** The circumstances with these settings, on a day in November 2026. */
export const circumstances = (
  settings: Partial<Settings> = {},
  context: BucketContext = {},
): Circumstances => ({ settings: { ...SETTINGS, ...settings }, context, today: '2026-11-20' })

export const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'
export const OTHER_KEY_ARN =
  'arn:aws:kms:us-east-1:999999999999:key/9876fedc-98fe-76dc-54ba-0987654321fe'

export const SSE_S3: EncryptionRule = {
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
  BucketKeyEnabled: false,
}

export const rule = (SSEAlgorithm: string, KMSMasterKeyID?: string): EncryptionRule => ({
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...(KMSMasterKeyID && { KMSMasterKeyID }) },
})

export const policyOf = (...Statement: PolicyDocument[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement,
})

/** A statement of the owner, which Cooper must not change. */
export const OWNERS_STATEMENT: PolicyDocument = {
  Sid: 'Partner may read',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::123456789012:role/reader' },
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::cooper-example-bucket/*',
}

export const COMPLIANT_POLICY = policyOf(OWNERS_STATEMENT, tlsOnlyStatement(BUCKET))

/** The posture of a compliant bucket, except for the given parts. `null`: the bucket has none. */
export const posture = (spoilt: Snapshot = {}): BucketPosture => {
  const { policy = COMPLIANT_POLICY, encryption = SSE_S3 } = spoilt
  return {
    bucket: BUCKET,
    policy: { known: true, value: policy === null ? undefined : parsePolicy(policy) },
    encryption: { known: true, value: encryption ?? undefined },
  }
}

export const bucketEvent = (spoilt: Partial<BucketEvent> = {}): BucketEvent => ({
  id: '2f9bd1a6-5f0c-4a8e-9d6c-1d8a3b1f7c55',
  name: 'PutBucketPolicy',
  time: '2026-11-20T09:30:00Z',
  bucket: BUCKET,
  actor: {
    arn: 'arn:aws:sts::123456789012:assumed-role/deploy/pipeline',
    kind: 'AssumedRole',
    invokedBy: undefined,
    sourceAddress: '192.0.2.10',
    userAgent: 'aws-cli/2.31.13',
  },
  role: { name: 'deploy', account: '123456789012' },
  bucketAccount: '123456789012',
  ...spoilt,
})
