import { whoLosesKey, whoNeedsKey } from '../assessment/users/key-access.ts'
import type { Bucket } from '../bucket.ts'
import {
  type EncryptionMinimum,
  hasAllowedKey,
  hasKeyInReach,
  isAtLeast,
  raise,
} from '../encryption/minimum.ts'
import { describeDefault, encryptionName } from '../encryption/rule.ts'
import { compliant, type Judgement, nonCompliant, unknown } from '../finding.ts'
import type { BucketPosture } from '../posture.ts'
import type { Settings } from '../settings.ts'
import type { Control } from './control.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html */
export const defaultEncryption: Control = {
  id: 'default-encryption',
  title: 'Encrypts objects by default',
  why: 'S3 encrypts every object with this default that is uploaded without encryption settings of its own.',
  ifItBreaks: () =>
    'Existing objects keep their encryption. If the new default uses a KMS key, everyone who reads or writes new objects needs permission to use that key.',
  // S3.17 and its requirements ask for a KMS key: https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-17
  mapping({ defaultEncryption: asked }) {
    const withKms = (...ids: readonly string[]) => (asked === 'sse-s3' ? [] : ids)
    return {
      securityHub: withKms('S3.17'),
      config: ['s3-bucket-server-side-encryption-enabled', ...withKms('s3-default-encryption-kms')],
      cis: ['1.4.0 2.1.1'],
      pciDss: withKms('3.5.1'),
      nist: [
        ...['AU-9', 'CA-9(1)', 'CM-3(6)', 'SC-7(10)', ...withKms('SC-12(2)'), 'SC-13', 'SC-28'],
        ...['SC-28(1)', 'SI-7(6)'],
      ],
      page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html',
    }
  },
  ownSids: [],
  evaluate({ bucket, encryption }, settings) {
    if (!encryption.known) return unknown(encryption.reason)
    const minimum = minimumOf(settings)
    const current = `Default encryption is ${describeDefault(encryption.value)}`
    const enough = isAtLeast(encryption.value, minimum)
    if (enough === undefined)
      return unknown(`${current}, an algorithm that Cooper does not support`)
    const canBeRemediated = raise(encryption.value, minimum, bucket) !== encryption.value
    if (!hasKeyInReach(encryption.value, bucket)) {
      const use = canBeRemediated ? '' : `: use a key of ${bucket.region}`
      return nonCompliant(`${current}${OUT_OF_REACH}${use}`)
    }
    const allowed = hasAllowedKey(encryption.value, minimum, bucket)
    if (allowed === undefined) return unknown(`${current}${ALIAS_HIDES_KEY}`)
    const judge = canBeRemediated ? nonCompliant : elsewhere(bucket)
    if (!enough) return judge(`${current}, and must be at least ${describeMinimum(minimum)}`)
    return allowed ? compliant(current) : judge(`${current}, which is not an allowed key`)
  },
  remedy({ bucket, encryption }, settings) {
    const minimum = minimumOf(settings)
    const rule = encryption.known ? encryption.value : undefined
    const isStuck = !hasKeyInReach(rule, bucket) && raise(rule, minimum, bucket) === rule
    return isStuck ? {} : { encryption: { minimum } }
  },
  shutsOut: (posture, settings) =>
    whoLosesKey(posture, minimumOf(settings), policyOfKey(posture, settings)),
  affects: (posture, settings) =>
    whoNeedsKey(posture, minimumOf(settings), policyOfKey(posture, settings)),
  breaksWebsites: anonymousReadersLose,
  breaksPublicReads: anonymousReadersLose,
  // Log delivery supports SSE-S3 only. A KMS key that the bucket already has is kept.
  forLogTarget: (settings) =>
    settings.defaultEncryption === 'sse-s3' && settings.kmsKeysAllowed.length === 0
      ? settings
      : { ...settings, defaultEncryption: 'sse-s3', kmsKeyArn: undefined, kmsKeysAllowed: [] },
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
function anonymousReadersLose({ defaultEncryption: asked, kmsKeysAllowed }: Settings) {
  return asked === 'sse-s3' && kmsKeysAllowed.length === 0
    ? undefined
    : 'Anyone may read objects of this bucket, but S3 does not serve objects under KMS keys to callers without credentials'
}

const ALIAS_HIDES_KEY =
  ', an alias, so Cooper cannot determine whether the key is allowed: replace the alias by the ARN of the key'

const OUT_OF_REACH =
  ', which is a key of another region: S3 accepts it in the rule, but refuses every upload that would use it'

const elsewhere =
  ({ region }: Bucket) =>
  (reason: string): Judgement =>
    unknown(`${reason}; but the key in Cooper's settings is not in ${region}`)

/** The policy of the key that the rule will have, if Cooper read it. */
function policyOfKey({ bucket, encryption }: BucketPosture, settings: Settings) {
  const rule = encryption.known ? raise(encryption.value, minimumOf(settings), bucket) : undefined
  const key = rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID
  return key === settings.kmsKeyArn ? settings.keyPolicy : undefined
}

const minimumOf = (settings: Settings): EncryptionMinimum => ({
  encryption: settings.defaultEncryption,
  keyArn: settings.kmsKeyArn,
  keysAllowed: settings.kmsKeysAllowed,
})

const describeMinimum = ({ encryption, keyArn }: EncryptionMinimum) =>
  keyArn && encryption !== 'sse-s3'
    ? `${encryptionName(encryption)} with a customer managed key`
    : encryptionName(encryption)
