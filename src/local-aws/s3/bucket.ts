import type { Policy } from '../../core/policy/document.ts'
import type { XmlObject } from '../http/xml.ts'
import type { CannedAcl } from './configurations/canned-acl.ts'
import type { MultipartUpload } from './objects/multipart/multipart-upload.ts'
import type { StoredObject, StoredVersion } from './objects/store/stored-object.ts'

/** The state of a bucket in S3. */
export interface StoredBucket {
  readonly name: string
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly createdAt: Date
  /** Until then S3 answers NoSuchBucket, as it may for a new bucket. */
  readonly hiddenUntil?: Date
  /** The current objects, by key. */
  readonly objects: Map<string, StoredObject>
  /** What versioning keeps besides: earlier versions and delete markers, by key, the newest first. */
  readonly history: Map<string, readonly StoredVersion[]>
  /** Absent: it was never switched on. */
  versioning: 'Enabled' | 'Suspended' | undefined
  /** Multipart uploads that are neither completed nor aborted, by upload id. Absent: there was none yet. */
  uploads?: Map<string, MultipartUpload>
  acl: CannedAcl
  /** Since April 2023 access control lists are disabled: BucketOwnerEnforced. Absent after the deletion of the setting. */
  ownership: ObjectOwnership | undefined
  policy: StoredPolicy | undefined
  /** Never absent on AWS. Tests remove it to answer like some emulators. */
  encryption: Encryption | undefined
  publicAccessBlock: PublicAccessBlock | undefined
  tags: XmlObject | undefined
  website: XmlObject | undefined
  /** Present where the bucket has object lock; with its default retention, if it has one. */
  objectLock: XmlObject | undefined
  lifecycle: XmlObject | undefined
  logging: XmlObject
  /** Configurations that are only stored and returned, by sub-resource. Absent: there was none yet. */
  kept?: Map<string, XmlObject>
}

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'

export interface StoredPolicy {
  /** As S3 returns it: normalized JSON. */
  readonly text: string
  readonly policy: Policy
  readonly isPublic: boolean
}

export interface Encryption {
  readonly algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  readonly keyId: string | undefined
  readonly bucketKey: boolean
  readonly blocked: readonly ('NONE' | 'SSE-C')[]
}

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean
  readonly IgnorePublicAcls: boolean
  readonly BlockPublicPolicy: boolean
  readonly RestrictPublicBuckets: boolean
}

// SSE-S3 since January 2023. SSE-C is blocked since April 2026, except in Bahrain and UAE.
const DEFAULT_RULE = { algorithm: 'AES256', keyId: undefined, bucketKey: false } as const
const WITHOUT_SSE_C: Encryption = { ...DEFAULT_RULE, blocked: ['SSE-C'] }
const WITH_SSE_C: Encryption = { ...DEFAULT_RULE, blocked: [] }

/** The encryption of a new bucket, which DeleteBucketEncryption restores. */
export function initialEncryption(region: string, knowsBlockedTypes: boolean): Encryption {
  const isBlocked = knowsBlockedTypes && !['me-south-1', 'me-central-1'].includes(region)
  return isBlocked ? WITHOUT_SSE_C : WITH_SSE_C
}

/** Since April 2023 every new bucket blocks all public access. */
const ALL_BLOCKED: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

interface NewBucket extends Pick<StoredBucket, 'name' | 'account' | 'region' | 'createdAt'> {
  readonly partition: string
  readonly acl?: CannedAcl | undefined
  readonly knowsBlockedEncryptionTypes?: boolean
  readonly hiddenUntil?: Date
}

export function newBucket(facts: NewBucket): StoredBucket {
  const { name, account, region, createdAt, partition, hiddenUntil } = facts
  const { acl = 'private', knowsBlockedEncryptionTypes = true } = facts
  return {
    ...{ name, account, region, createdAt, arn: `arn:${partition}:s3:::${name}` },
    ...(hiddenUntil && { hiddenUntil }),
    objects: new Map(),
    history: new Map(),
    versioning: undefined,
    acl,
    ownership: 'BucketOwnerEnforced',
    policy: undefined,
    encryption: initialEncryption(region, knowsBlockedEncryptionTypes),
    publicAccessBlock: ALL_BLOCKED,
    tags: undefined,
    website: undefined,
    objectLock: undefined,
    lifecycle: undefined,
    logging: {},
  }
}
