import { type Bucket, placeOf } from '../bucket.ts'
import { describeRule, type EncryptionMinimum, isAtLeast, nameOf } from '../encryption.ts'
import { compliant, nonCompliant, unknown } from '../finding.ts'
import type { Settings } from '../settings.ts'
import type { Control } from './control.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html */
export const defaultEncryption: Control = {
  id: 'default-encryption',
  title: 'Encrypts what it stores',
  why: 'Whatever is stored here without encryption settings of its own is encrypted by this default.',
  ifItHurts:
    'Objects stored before keep the encryption they have. Where the new default uses a KMS key, those who read and write need permission to use that key.',
  evaluate({ bucket, encryption }, settings) {
    if (!encryption.known) return unknown(encryption.reason)
    const minimum = minimumOf(settings)
    const current = describeRule(encryption.value)
    switch (isAtLeast(encryption.value, minimum)) {
      case true:
        return compliant(`Default encryption is ${current}`)
      case false: {
        const reason = `Default encryption is ${current}, and must be at least ${describeMinimum(minimum)}`
        return canUse(minimum, bucket)
          ? nonCompliant(reason)
          : unknown(`${reason}; but the key that Cooper was given is not of ${bucket.region}`)
      }
      case undefined:
        return unknown(`Default encryption is ${current}, an algorithm that Cooper does not know`)
    }
  },
  remedy: (_bucket, settings) => ({ type: 'encryption-rule', minimum: minimumOf(settings) }),
}

// S3 takes any key here, and then refuses every upload with one of another region.
function canUse({ keyArn }: EncryptionMinimum, { partition, region }: Bucket): boolean {
  if (keyArn === undefined) return true
  const place = placeOf(keyArn)
  return place.partition === partition && place.region === region
}

const minimumOf = ({ defaultEncryption, kmsKeyArn, bucketKey }: Settings): EncryptionMinimum => ({
  encryption: defaultEncryption,
  keyArn: defaultEncryption === 'sse-s3' ? undefined : kmsKeyArn,
  bucketKey,
})

const describeMinimum = ({ encryption, keyArn }: EncryptionMinimum) =>
  keyArn ? `${nameOf(encryption)} with a customer managed key` : nameOf(encryption)
